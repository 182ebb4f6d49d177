using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RocksDbSharp;

namespace Weir.Standin.Conformance.RocksDb;

/// <summary>Filters of compactions that are static methods for unmanaged callers, and what a database says of itself by number.</summary>
public sealed unsafe class CompactionFilterTests : IDisposable
{
    private readonly DatabaseFolder _folder = new();

    // How many filters were asked for, whether there is to be one, how many destructors ran. Never freed: the options go with a finalizer.
    private readonly int* _state = (int*)NativeMemory.AllocZeroed(3, sizeof(int));

    public void Dispose() => _folder.Dispose();

    [RocksDbFact]
    public void A_compaction_drops_what_its_filter_says_and_nothing_without_one()
    {
        nint factory = Native.Instance.rocksdb_compactionfilterfactory_create(
            (nint)_state,
            (nint)(delegate* unmanaged[Cdecl]<int*, void>)&Destroy,
            (nint)(delegate* unmanaged[Cdecl]<int*, nint, nint>)&Create,
            (nint)(delegate* unmanaged[Cdecl]<int*, byte*>)&Name);
        ColumnFamilies families = new() { { "family", new ColumnFamilyOptions().SetCompactionFilterFactory(factory) } };
        using (var database = RocksDbSharp.RocksDb.Open(new DbOptions().SetCreateIfMissing().SetCreateMissingColumnFamilies(), _folder.PathOf("a"), families))
        {
            ColumnFamilyHandle family = database.GetColumnFamily("family");
            database.Put("a"u8, "x"u8, family);
            database.Put("b"u8, "y"u8, family);
            database.CompactRange((byte[]?)null, null, family);
            database.Get("a"u8, family).ShouldBe("x"u8.ToArray());
            _state[0].ShouldBe(1);
            _state[1] = 1;
            database.CompactRange((byte[]?)null, null, family);
            database.Get("a"u8, family).ShouldBeNull();
            database.Get("b"u8, family).ShouldBe("y"u8.ToArray());
            _state[2].ShouldBe(1, "the filter went with its compaction");
        }
    }

    [RocksDbFact]
    public void A_flush_puts_a_family_into_a_file_and_properties_are_numbers()
    {
        using var database = _folder.Open("a", "family");
        ColumnFamilyHandle family = database.GetColumnFamily("family");
        database.Put("a"u8, "x"u8, family);
        Property(database, family, "rocksdb.num-entries-active-mem-table").ShouldBe(1UL);
        Native.Instance.rocksdb_flush_cf(database.Handle, new FlushOptions().SetWaitForFlush(true).Handle, family.Handle);
        Property(database, family, "rocksdb.num-entries-active-mem-table").ShouldBe(0UL);
        Property(database, family, "rocksdb.live-sst-files-size").ShouldNotBeNull().ShouldBeGreaterThan(0UL);
        Property(database, family, "rocksdb.no-such-property").ShouldBeNull();
        database.Get("a"u8, family).ShouldBe("x"u8.ToArray());
    }

    private static ulong? Property(RocksDbSharp.RocksDb database, ColumnFamilyHandle family, string name)
    {
        nint text = Marshal.StringToCoTaskMemUTF8(name);
        try
        {
            ulong value;
            return Native.Instance.rocksdb_property_int_cf(database.Handle, family.Handle, text, (nint)(&value)) == 0 ? value : null;
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Create(int* state, nint context)
    {
        state[0]++;
        return state[1] == 0 ? 0 : Native.Instance.rocksdb_compactionfilter_create(
            (nint)state,
            (nint)(delegate* unmanaged[Cdecl]<int*, void>)&Destroy,
            (nint)(delegate* unmanaged[Cdecl]<int*, int, byte*, nuint, byte*, nuint, byte**, nuint*, byte*, byte>)&IsDropped,
            (nint)(delegate* unmanaged[Cdecl]<int*, byte*>)&Name);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte IsDropped(int* state, int level, byte* key, nuint keyLength, byte* value, nuint valueLength, byte** newValue, nuint* newLength, byte* isChanged)
    {
        *isChanged = 0;
        return *value == 'x' ? (byte)1 : (byte)0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Destroy(int* state) => state[2]++;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* Name(int* state) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference("test\0"u8));
}
