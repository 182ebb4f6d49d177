using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RocksDbSharp;

namespace Weir.State.RocksDb;

/// <summary>
/// What of a column family has expired, for the library's compactions: entries whose value begins with a time, in milliseconds, that is
/// longer ago than the time to live. Compactions run on the library's threads, beside the stream, and each asks the subtask's clock once,
/// when it begins. So it may keep something longer, and drops nothing that a reader would still see.
/// </summary>
internal sealed unsafe class RocksDbExpiry
{
    private readonly Shared* _shared;

    public RocksDbExpiry()
    {
        _shared = (Shared*)NativeMemory.AllocZeroed((nuint)sizeof(Shared));
        _shared->Users = 1;
    }

    ~RocksDbExpiry() => Free(_shared);

    /// <summary>From now on what was not used for so long is dropped.</summary>
    /// <param name="durationMs">At least 1.</param>
    /// <param name="now">The time in milliseconds; called from any thread.</param>
    public void Begin(long durationMs, Func<long> now)
    {
        var clock = GCHandle.ToIntPtr(GCHandle.Alloc(now));
        if (Interlocked.CompareExchange(ref _shared->Clock, clock, 0) != 0)
        {
            GCHandle.FromIntPtr(clock).Free();
        }

        Volatile.Write(ref _shared->DurationMs, durationMs);
        GC.KeepAlive(this);
    }

    /// <summary>Lets go of the clock, and with it of whose it is. The database is closed.</summary>
    public void End()
    {
        Volatile.Write(ref _shared->DurationMs, 0);
        if (Interlocked.Exchange(ref _shared->Clock, 0) is var clock and not 0)
        {
            GCHandle.FromIntPtr(clock).Free();
        }

        GC.KeepAlive(this);
    }

    /// <summary>For the options of a family, which take it over.</summary>
    public nint CreateFactory()
    {
        Interlocked.Increment(ref _shared->Users);
        var factory = Native.Instance.rocksdb_compactionfilterfactory_create(
            (nint)_shared,
            (nint)(delegate* unmanaged[Cdecl]<Shared*, void>)&Release,
            (nint)(delegate* unmanaged[Cdecl]<Shared*, nint, nint>)&CreateFilter,
            (nint)(delegate* unmanaged[Cdecl]<void*, byte*>)&Name);
        GC.KeepAlive(this);
        return factory;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint CreateFilter(Shared* shared, nint context)
    {
        // None: the compaction goes on without asking for each entry.
        var durationMs = Volatile.Read(ref shared->DurationMs);
        if (durationMs <= 0 || Now(shared) is not { } now)
        {
            return 0;
        }

        var filter = (Filter*)NativeMemory.Alloc((nuint)sizeof(Filter));
        filter->ExpiredUntilMs = now - durationMs;
        return Native.Instance.rocksdb_compactionfilter_create(
            (nint)filter,
            (nint)(delegate* unmanaged[Cdecl]<Filter*, void>)&ReleaseFilter,
            (nint)(delegate* unmanaged[Cdecl]<Filter*, int, byte*, nuint, byte*, nuint, byte**, nuint*, byte*, byte>)&IsExpired,
            (nint)(delegate* unmanaged[Cdecl]<void*, byte*>)&Name);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte IsExpired(
        Filter* filter, int level, byte* key, nuint keyLength, byte* value, nuint valueLength, byte** newValue, nuint* newValueLength, byte* isChanged)
    {
        *isChanged = 0;
        if (valueLength < sizeof(long))
        {
            return 0;
        }

        var usedAt = BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(value, sizeof(long)));
        return usedAt <= filter->ExpiredUntilMs ? (byte)1 : (byte)0;
    }

    // The library's thread has nobody to tell of an exception: then nothing is dropped.
    private static long? Now(Shared* shared)
    {
        try
        {
            return GCHandle.FromIntPtr(shared->Clock).Target is Func<long> now ? now() : null;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* Name(void* state) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference("weir.expiry\0"u8));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(Shared* shared) => Free(shared);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ReleaseFilter(Filter* filter) => NativeMemory.Free(filter);

    private static void Free(Shared* shared)
    {
        if (Interlocked.Decrement(ref shared->Users) == 0)
        {
            if (shared->Clock != 0)
            {
                GCHandle.FromIntPtr(shared->Clock).Free();
            }

            NativeMemory.Free(shared);
        }
    }

    /// <summary>Freed by the last who has it: the backend, the options.</summary>
    private struct Shared
    {
        public long DurationMs;
        public nint Clock;
        public int Users;
    }

    /// <summary>Of one compaction.</summary>
    private struct Filter
    {
        public long ExpiredUntilMs;
    }
}
