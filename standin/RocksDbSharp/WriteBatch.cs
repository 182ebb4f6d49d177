using RocksDbSharp.Internal;

namespace RocksDbSharp;

public class WriteBatch : IDisposable
{
    public WriteBatch()
    {
        NativeLibraryFile.EnsureLoaded();
        Handle = NativeMethods.rocksdb_writebatch_create();
    }

    public IntPtr Handle { get; private set; }

    public int Count() => NativeMethods.rocksdb_writebatch_count(Handle);

    public WriteBatch Clear()
    {
        NativeMethods.rocksdb_writebatch_clear(Handle);
        return this;
    }

    public unsafe WriteBatch Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ColumnFamilyHandle cf = null)
    {
        fixed (byte* keyStart = key, valueStart = value)
        {
            if (cf is null)
                NativeMethods.rocksdb_writebatch_put(Handle, keyStart, (nuint)key.Length, valueStart, (nuint)value.Length);
            else
                NativeMethods.rocksdb_writebatch_put_cf(Handle, cf.Handle, keyStart, (nuint)key.Length, valueStart, (nuint)value.Length);
        }

        return this;
    }

    public WriteBatch Put(byte[] key, byte[] val, ColumnFamilyHandle cf = null) => Put(key.AsSpan(), val.AsSpan(), cf);

    public unsafe WriteBatch Delete(ReadOnlySpan<byte> key, ColumnFamilyHandle cf = null)
    {
        fixed (byte* start = key)
        {
            if (cf is null)
                NativeMethods.rocksdb_writebatch_delete(Handle, start, (nuint)key.Length);
            else
                NativeMethods.rocksdb_writebatch_delete_cf(Handle, cf.Handle, start, (nuint)key.Length);
        }

        return this;
    }

    public WriteBatch Delete(byte[] key, ColumnFamilyHandle cf = null) => Delete(key.AsSpan(), cf);

    /// <summary>Deletes from a key up to another, which is not deleted.</summary>
    public unsafe WriteBatch DeleteRange(byte[] startKey, ulong sklen, byte[] endKey, ulong eklen, ColumnFamilyHandle cf = null)
    {
        fixed (byte* start = startKey, end = endKey)
        {
            if (cf is null)
                NativeMethods.rocksdb_writebatch_delete_range(Handle, start, (nuint)sklen, end, (nuint)eklen);
            else
                NativeMethods.rocksdb_writebatch_delete_range_cf(Handle, cf.Handle, start, (nuint)sklen, end, (nuint)eklen);
        }

        return this;
    }

    public void Dispose()
    {
        if (Handle != IntPtr.Zero)
        {
            NativeMethods.rocksdb_writebatch_destroy(Handle);
            Handle = IntPtr.Zero;
        }
    }
}
