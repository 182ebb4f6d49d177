using System.Runtime.InteropServices;
using RocksDbSharp.Internal;

namespace RocksDbSharp;

public sealed class RocksDb : IDisposable
{
    private static readonly ReadOptions s_readOptions = new();
    private static readonly WriteOptions s_writeOptions = new();

    private readonly Dictionary<string, Family> _families;

    // The options' own objects (caches, filters) are shared with the library; these keep the wrappers.
    private readonly object[] _kept;

    private RocksDb(IntPtr handle, Dictionary<string, Family> families, object[] kept)
    {
        Handle = handle;
        _families = families;
        _kept = kept;
    }

    ~RocksDb() => Release();

    public IntPtr Handle { get; private set; }

    public static RocksDb Open(OptionsHandle options, string path)
    {
        NativeLibraryFile.EnsureLoaded();
        return Open(options, path, [ColumnFamilies.DefaultName], [options.Handle], [options]);
    }

    public static RocksDb Open(DbOptions options, string path, ColumnFamilies columnFamilies) =>
        Open(options, path, columnFamilies.Names.ToArray(), columnFamilies.OptionHandles.ToArray(), [options, columnFamilies]);

    public static RocksDb OpenReadOnly(DbOptions options, string path, ColumnFamilies columnFamilies, bool errIfLogFileExists)
    {
        string[] names = columnFamilies.Names.ToArray();
        IntPtr[] handles = new IntPtr[names.Length];
        IntPtr database = NativeMethods.rocksdb_open_for_read_only_column_families(
            options.Handle, path, names.Length, names, columnFamilies.OptionHandles.ToArray(), handles, errIfLogFileExists ? (byte)1 : (byte)0, out IntPtr error);
        Check(error);
        return new RocksDb(database, Families(names, handles), [options, columnFamilies]);
    }

    public static bool TryListColumnFamilies(DbOptions options, string name, out string[] columnFamilies)
    {
        columnFamilies = [];
        IntPtr list = NativeMethods.rocksdb_list_column_families(options.Handle, name, out nuint count, out IntPtr error);
        if (error != IntPtr.Zero)
        {
            NativeMethods.rocksdb_free(error);
            return false;
        }

        columnFamilies = new string[(int)count];
        for (int i = 0; i < columnFamilies.Length; i++)
            columnFamilies[i] = Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(list, i * IntPtr.Size));
        NativeMethods.rocksdb_list_column_families_destroy(list, count);
        return true;
    }

    public ColumnFamilyHandle CreateColumnFamily(ColumnFamilyOptions cfOptions, string name)
    {
        IntPtr handle = NativeMethods.rocksdb_create_column_family(Handle, cfOptions.Handle, name, out IntPtr error);
        Check(error);
        GC.KeepAlive(cfOptions);
        Family family = new(handle);
        _families[name] = family;
        return family;
    }

    public void DropColumnFamily(string name)
    {
        Family family = FamilyOf(name);
        NativeMethods.rocksdb_drop_column_family(Handle, family.Handle, out IntPtr error);
        Check(error);
        _families.Remove(name);
        NativeMethods.rocksdb_column_family_handle_destroy(family.Handle);
    }

    public ColumnFamilyHandle GetColumnFamily(string name) => FamilyOf(name);

    public bool TryGetColumnFamily(string name, out ColumnFamilyHandle handle)
    {
        bool found = _families.TryGetValue(name, out Family family);
        handle = family;
        return found;
    }

    public ColumnFamilyHandle GetDefaultColumnFamily() => FamilyOf(ColumnFamilies.DefaultName);

    public unsafe byte[] Get(ReadOnlySpan<byte> key, ColumnFamilyHandle cf = null, ReadOptions readOptions = null)
    {
        IntPtr slice = Pin(key, cf, readOptions);
        if (slice == IntPtr.Zero)
            return null;
        byte[] value = ValueOf(slice).ToArray();
        NativeMethods.rocksdb_pinnableslice_destroy(slice);
        return value;
    }

    /// <summary>Reads without a copy; the default of <typeparamref name="T"/> when there is no such key.</summary>
    public T Get<T>(ReadOnlySpan<byte> key, ISpanDeserializer<T> deserializer, ColumnFamilyHandle cf = null, ReadOptions readOptions = null)
    {
        IntPtr slice = Pin(key, cf, readOptions);
        if (slice == IntPtr.Zero)
            return default;
        try
        {
            return deserializer.Deserialize(ValueOf(slice));
        }
        finally
        {
            NativeMethods.rocksdb_pinnableslice_destroy(slice);
        }
    }

    public bool HasKey(ReadOnlySpan<byte> key, ColumnFamilyHandle cf = null, ReadOptions readOptions = null)
    {
        IntPtr slice = Pin(key, cf, readOptions);
        if (slice == IntPtr.Zero)
            return false;
        NativeMethods.rocksdb_pinnableslice_destroy(slice);
        return true;
    }

    public unsafe void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ColumnFamilyHandle cf = null, WriteOptions writeOptions = null)
    {
        IntPtr error;
        fixed (byte* keyStart = key, valueStart = value)
        {
            NativeMethods.rocksdb_put_cf(
                Handle, (writeOptions ?? s_writeOptions).Handle, HandleOf(cf), keyStart, (nuint)key.Length, valueStart, (nuint)value.Length, out error);
        }

        Check(error);
    }

    public unsafe void Remove(ReadOnlySpan<byte> key, ColumnFamilyHandle cf = null, WriteOptions writeOptions = null)
    {
        IntPtr error;
        fixed (byte* start = key)
            NativeMethods.rocksdb_delete_cf(Handle, (writeOptions ?? s_writeOptions).Handle, HandleOf(cf), start, (nuint)key.Length, out error);
        Check(error);
    }

    public void Write(WriteBatch writeBatch, WriteOptions writeOptions = null)
    {
        NativeMethods.rocksdb_write(Handle, (writeOptions ?? s_writeOptions).Handle, writeBatch.Handle, out IntPtr error);
        Check(error);
    }

    /// <summary>Of all keys between these two; null: from the first, to the last.</summary>
    public unsafe void CompactRange(byte[] start, byte[] limit, ColumnFamilyHandle cf = null)
    {
        fixed (byte* startStart = start, limitStart = limit)
            NativeMethods.rocksdb_compact_range_cf(Handle, HandleOf(cf), startStart, (nuint)(start?.Length ?? 0), limitStart, (nuint)(limit?.Length ?? 0));
    }

    public Iterator NewIterator(ColumnFamilyHandle cf = null, ReadOptions readOptions = null)
    {
        ReadOptions options = readOptions ?? s_readOptions;
        return new Iterator(NativeMethods.rocksdb_create_iterator_cf(Handle, options.Handle, HandleOf(cf)), options);
    }

    public Snapshot CreateSnapshot() => new(Handle);

    /// <summary>Of the default column family.</summary>
    public void Flush(FlushOptions flushOptions)
    {
        NativeMethods.rocksdb_flush(Handle, flushOptions.Handle, out IntPtr error);
        Check(error);
    }

    public Checkpoint Checkpoint()
    {
        IntPtr handle = NativeMethods.rocksdb_checkpoint_object_create(Handle, out IntPtr error);
        Check(error);
        return new Checkpoint(handle);
    }

    /// <summary>Null when there is no such property.</summary>
    public string GetProperty(string propertyName, ColumnFamilyHandle cf)
    {
        IntPtr value = NativeMethods.rocksdb_property_value_cf(Handle, HandleOf(cf), propertyName);
        if (value == IntPtr.Zero)
            return null;
        string text = Marshal.PtrToStringUTF8(value);
        NativeMethods.rocksdb_free(value);
        return text;
    }

    public string GetProperty(string propertyName) => GetProperty(propertyName, null);

    public void Dispose()
    {
        Release();
        GC.KeepAlive(_kept);
        GC.SuppressFinalize(this);
    }

    internal static void Check(IntPtr error)
    {
        if (error != IntPtr.Zero)
            throw new RocksDbException(error);
    }

    private static RocksDb Open(OptionsHandle options, string path, string[] names, IntPtr[] familyOptions, object[] kept)
    {
        IntPtr[] handles = new IntPtr[names.Length];
        IntPtr database = NativeMethods.rocksdb_open_column_families(options.Handle, path, names.Length, names, familyOptions, handles, out IntPtr error);
        Check(error);
        return new RocksDb(database, Families(names, handles), kept);
    }

    private static Dictionary<string, Family> Families(string[] names, IntPtr[] handles) =>
        names.Zip(handles).ToDictionary(pair => pair.First, pair => new Family(pair.Second), StringComparer.Ordinal);

    private static unsafe ReadOnlySpan<byte> ValueOf(IntPtr slice)
    {
        byte* value = NativeMethods.rocksdb_pinnableslice_value(slice, out nuint length);
        return new ReadOnlySpan<byte>(value, checked((int)length));
    }

    private unsafe IntPtr Pin(ReadOnlySpan<byte> key, ColumnFamilyHandle cf, ReadOptions readOptions)
    {
        IntPtr slice;
        IntPtr error;
        fixed (byte* start = key)
            slice = NativeMethods.rocksdb_get_pinned_cf(Handle, (readOptions ?? s_readOptions).Handle, HandleOf(cf), start, (nuint)key.Length, out error);
        Check(error);
        return slice;
    }

    private IntPtr HandleOf(ColumnFamilyHandle family) => (family ?? FamilyOf(ColumnFamilies.DefaultName)).Handle;

    private Family FamilyOf(string name) =>
        _families.TryGetValue(name, out Family family) ? family : throw new KeyNotFoundException($"The database has no column family '{name}'.");

    private void Release()
    {
        if (Handle == IntPtr.Zero)
            return;
        foreach (Family family in _families.Values)
            NativeMethods.rocksdb_column_family_handle_destroy(family.Handle);
        NativeMethods.rocksdb_close(Handle);
        Handle = IntPtr.Zero;
    }

    private sealed class Family(IntPtr handle) : ColumnFamilyHandle
    {
        public IntPtr Handle { get; } = handle;
    }
}
