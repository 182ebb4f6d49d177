using RocksDbSharp.Internal;

namespace RocksDbSharp;

public class Snapshot : IDisposable
{
    private readonly IntPtr _database;

    internal Snapshot(IntPtr database)
    {
        _database = database;
        Handle = NativeMethods.rocksdb_create_snapshot(database);
    }

    public IntPtr Handle { get; private set; }

    public void Dispose()
    {
        if (Handle != IntPtr.Zero)
        {
            NativeMethods.rocksdb_release_snapshot(_database, Handle);
            Handle = IntPtr.Zero;
        }
    }
}

public class Checkpoint : IDisposable
{
    public Checkpoint(IntPtr handle) => Handle = handle;

    public IntPtr Handle { get; private set; }

    public void Save(string checkpointDir, ulong logSizeForFlush = 0)
    {
        NativeMethods.rocksdb_checkpoint_create(Handle, checkpointDir, logSizeForFlush, out IntPtr error);
        RocksDb.Check(error);
    }

    public void Dispose()
    {
        if (Handle != IntPtr.Zero)
        {
            NativeMethods.rocksdb_checkpoint_object_destroy(Handle);
            Handle = IntPtr.Zero;
        }
    }
}
