using System.Runtime.InteropServices;
using RocksDbSharp.Internal;

namespace RocksDbSharp;

public class ReadOptions
{
    // The library keeps the addresses of bounds, not their bytes.
    private IntPtr _lowerBound;
    private IntPtr _upperBound;
    private Snapshot _snapshot;

    public ReadOptions()
    {
        NativeLibraryFile.EnsureLoaded();
        Handle = NativeMethods.rocksdb_readoptions_create();
    }

    ~ReadOptions()
    {
        NativeMethods.rocksdb_readoptions_destroy(Handle);
        Marshal.FreeHGlobal(_lowerBound);
        Marshal.FreeHGlobal(_upperBound);
    }

    public IntPtr Handle { get; protected set; }

    public ReadOptions SetFillCache(bool value)
    {
        NativeMethods.rocksdb_readoptions_set_fill_cache(Handle, value ? (byte)1 : (byte)0);
        return this;
    }

    public ReadOptions SetIterateLowerBound(byte[] key)
    {
        NativeMethods.rocksdb_readoptions_set_iterate_lower_bound(Handle, Keep(key, ref _lowerBound), (nuint)key.Length);
        return this;
    }

    public ReadOptions SetIterateUpperBound(byte[] key)
    {
        NativeMethods.rocksdb_readoptions_set_iterate_upper_bound(Handle, Keep(key, ref _upperBound), (nuint)key.Length);
        return this;
    }

    public ReadOptions SetReadaheadSize(ulong size)
    {
        NativeMethods.rocksdb_readoptions_set_readahead_size(Handle, (nuint)size);
        return this;
    }

    public ReadOptions SetSnapshot(Snapshot snapshot)
    {
        _snapshot = snapshot;
        NativeMethods.rocksdb_readoptions_set_snapshot(Handle, _snapshot?.Handle ?? IntPtr.Zero);
        return this;
    }

    public ReadOptions SetTotalOrderSeek(bool enable)
    {
        NativeMethods.rocksdb_readoptions_set_total_order_seek(Handle, enable ? (byte)1 : (byte)0);
        return this;
    }

    public ReadOptions SetVerifyChecksums(bool value)
    {
        NativeMethods.rocksdb_readoptions_set_verify_checksums(Handle, value ? (byte)1 : (byte)0);
        return this;
    }

    private static IntPtr Keep(byte[] key, ref IntPtr place)
    {
        IntPtr old = place;
        place = Marshal.AllocHGlobal(Math.Max(key.Length, 1));
        Marshal.Copy(key, 0, place, key.Length);
        Marshal.FreeHGlobal(old);
        return place;
    }
}

public class WriteOptions
{
    public WriteOptions()
    {
        NativeLibraryFile.EnsureLoaded();
        Handle = NativeMethods.rocksdb_writeoptions_create();
    }

    ~WriteOptions() => NativeMethods.rocksdb_writeoptions_destroy(Handle);

    public IntPtr Handle { get; protected set; }

    public WriteOptions DisableWal(int disable)
    {
        NativeMethods.rocksdb_writeoptions_disable_WAL(Handle, disable);
        return this;
    }

    public WriteOptions SetSync(bool value)
    {
        NativeMethods.rocksdb_writeoptions_set_sync(Handle, value ? (byte)1 : (byte)0);
        return this;
    }
}
