using RocksDbSharp.Internal;

namespace RocksDbSharp;

// Filters of compactions: all addresses are of native code or of static methods for unmanaged callers only.
public abstract unsafe partial class Native
{
    public abstract IntPtr rocksdb_compactionfilter_create(IntPtr state, IntPtr destructor, IntPtr filter, IntPtr name);

    public abstract IntPtr rocksdb_compactionfilterfactory_create(IntPtr state, IntPtr destructor, IntPtr create_compaction_filter, IntPtr name);

    private sealed unsafe partial class Imported
    {
        public override IntPtr rocksdb_compactionfilter_create(IntPtr state, IntPtr destructor, IntPtr filter, IntPtr name)
        {
            NativeLibraryFile.EnsureLoaded();
            return NativeMethods.rocksdb_compactionfilter_create(state, destructor, filter, name);
        }

        public override IntPtr rocksdb_compactionfilterfactory_create(IntPtr state, IntPtr destructor, IntPtr create_compaction_filter, IntPtr name)
        {
            NativeLibraryFile.EnsureLoaded();
            return NativeMethods.rocksdb_compactionfilterfactory_create(state, destructor, create_compaction_filter, name);
        }
    }
}
