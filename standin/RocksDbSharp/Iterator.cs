using RocksDbSharp.Internal;

namespace RocksDbSharp;

/// <summary>What it gives is the library's, and valid until it moves.</summary>
public class Iterator : IDisposable
{
    // Its bounds are read while the iterator lives.
    private ReadOptions _options;

    internal Iterator(IntPtr handle, ReadOptions options)
    {
        Handle = handle;
        _options = options;
    }

    public IntPtr Handle { get; private set; }

    public bool Valid() => NativeMethods.rocksdb_iter_valid(Handle) != 0;

    public Iterator SeekToFirst()
    {
        NativeMethods.rocksdb_iter_seek_to_first(Handle);
        return this;
    }

    public Iterator SeekToLast()
    {
        NativeMethods.rocksdb_iter_seek_to_last(Handle);
        return this;
    }

    public unsafe Iterator Seek(ReadOnlySpan<byte> key)
    {
        fixed (byte* start = key)
            NativeMethods.rocksdb_iter_seek(Handle, start, (nuint)key.Length);
        return this;
    }

    public Iterator Seek(byte[] key) => Seek(key.AsSpan());

    public unsafe Iterator SeekForPrev(ReadOnlySpan<byte> key)
    {
        fixed (byte* start = key)
            NativeMethods.rocksdb_iter_seek_for_prev(Handle, start, (nuint)key.Length);
        return this;
    }

    public Iterator Next()
    {
        NativeMethods.rocksdb_iter_next(Handle);
        return this;
    }

    public Iterator Prev()
    {
        NativeMethods.rocksdb_iter_prev(Handle);
        return this;
    }

    public unsafe ReadOnlySpan<byte> GetKeySpan()
    {
        byte* key = NativeMethods.rocksdb_iter_key(Handle, out nuint length);
        return new ReadOnlySpan<byte>(key, checked((int)length));
    }

    public unsafe ReadOnlySpan<byte> GetValueSpan()
    {
        byte* value = NativeMethods.rocksdb_iter_value(Handle, out nuint length);
        return new ReadOnlySpan<byte>(value, checked((int)length));
    }

    public byte[] Key() => GetKeySpan().ToArray();

    public byte[] Value() => GetValueSpan().ToArray();

    public void Dispose()
    {
        if (Handle != IntPtr.Zero)
        {
            NativeMethods.rocksdb_iter_destroy(Handle);
            Handle = IntPtr.Zero;
            _options = null;
        }
    }
}
