using RocksDbSharp.Internal;

namespace RocksDbSharp;

public class FlushOptions
{
    public FlushOptions()
    {
        NativeLibraryFile.EnsureLoaded();
        Handle = NativeMethods.rocksdb_flushoptions_create();
    }

    ~FlushOptions()
    {
        if (Handle != IntPtr.Zero)
            NativeMethods.rocksdb_flushoptions_destroy(Handle);
    }

    public IntPtr Handle { get; protected set; }

    /// <summary>Whether a flush returns when it is done; else when what is to be flushed does not change any more.</summary>
    public FlushOptions SetWaitForFlush(bool waitForFlush)
    {
        NativeMethods.rocksdb_flushoptions_set_wait(Handle, waitForFlush ? (byte)1 : (byte)0);
        return this;
    }
}
