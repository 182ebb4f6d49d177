using RocksDbSharp.Internal;

namespace RocksDbSharp;

// What a database says of itself.
public abstract unsafe partial class Native
{
    /// <summary>Zero when there is such a property; its value goes where <paramref name="out_val"/> points.</summary>
    public abstract int rocksdb_property_int_cf(IntPtr db, IntPtr column_family, IntPtr propname, IntPtr out_val);

    private sealed unsafe partial class Imported
    {
        public override int rocksdb_property_int_cf(IntPtr db, IntPtr column_family, IntPtr propname, IntPtr out_val) =>
            NativeMethods.rocksdb_property_int_cf(db, column_family, propname, out_val);
    }
}
