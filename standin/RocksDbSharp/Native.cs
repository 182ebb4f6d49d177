using RocksDbSharp.Internal;

namespace RocksDbSharp;

/// <summary>What of the C API there is no other way to.</summary>
public abstract unsafe partial class Native
{
    public static Native Instance = new Imported();

    public Native()
    {
    }

    public abstract void rocksdb_iter_get_error(IntPtr iterator, out IntPtr errptr);

    /// <summary>Throws what has ended an iterator before its time.</summary>
    public void rocksdb_iter_get_error(IntPtr iterator)
    {
        rocksdb_iter_get_error(iterator, out IntPtr errptr);
        if (errptr != IntPtr.Zero)
            throw new RocksDbException(errptr);
    }

    public abstract void rocksdb_flush_cf(IntPtr db, IntPtr options, IntPtr column_family, out IntPtr errptr);

    public void rocksdb_flush_cf(IntPtr db, IntPtr options, IntPtr column_family)
    {
        rocksdb_flush_cf(db, options, column_family, out IntPtr errptr);
        if (errptr != IntPtr.Zero)
            throw new RocksDbException(errptr);
    }

    private sealed unsafe partial class Imported : Native
    {
        public override void rocksdb_iter_get_error(IntPtr iterator, out IntPtr errptr) => NativeMethods.rocksdb_iter_get_error(iterator, out errptr);

        public override void rocksdb_flush_cf(IntPtr db, IntPtr options, IntPtr column_family, out IntPtr errptr) =>
            NativeMethods.rocksdb_flush_cf(db, options, column_family, out errptr);
    }
}
