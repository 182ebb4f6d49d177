using RocksDbSharp.Internal;

namespace RocksDbSharp;

// What a database says of itself, and its files by key.
public abstract unsafe partial class Native
{
    /// <summary>Zero when there is such a property; its value goes where <paramref name="out_val"/> points.</summary>
    public abstract int rocksdb_property_int_cf(IntPtr db, IntPtr column_family, IntPtr propname, IntPtr out_val);

    public abstract void rocksdb_delete_file_in_range_cf(
        IntPtr db, IntPtr column_family, byte[] start_key, UIntPtr start_key_len, byte[] limit_key, UIntPtr limit_key_len, out IntPtr errptr);

    /// <summary>Deletes the files that have nothing but keys of a range.</summary>
    public void rocksdb_delete_file_in_range_cf(
        IntPtr db, IntPtr column_family, byte[] start_key, UIntPtr start_key_len, byte[] limit_key, UIntPtr limit_key_len)
    {
        rocksdb_delete_file_in_range_cf(db, column_family, start_key, start_key_len, limit_key, limit_key_len, out IntPtr errptr);
        if (errptr != IntPtr.Zero)
            throw new RocksDbException(errptr);
    }

    private sealed unsafe partial class Imported
    {
        public override void rocksdb_delete_file_in_range_cf(
            IntPtr db, IntPtr column_family, byte[] start_key, UIntPtr start_key_len, byte[] limit_key, UIntPtr limit_key_len, out IntPtr errptr)
        {
            fixed (byte* start = start_key, limit = limit_key)
                NativeMethods.rocksdb_delete_file_in_range_cf(db, column_family, start, start_key_len, limit, limit_key_len, out errptr);
        }

        public override int rocksdb_property_int_cf(IntPtr db, IntPtr column_family, IntPtr propname, IntPtr out_val) =>
            NativeMethods.rocksdb_property_int_cf(db, column_family, propname, out_val);
    }
}
