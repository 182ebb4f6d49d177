using RocksDbSharp.Internal;

namespace RocksDbSharp;

// How tables keep what says where a key is.
public abstract unsafe partial class Native
{
    public abstract void rocksdb_block_based_options_set_partition_filters(IntPtr opt, byte v);

    public abstract void rocksdb_block_based_options_set_metadata_block_size(IntPtr opt, ulong v);

    public abstract void rocksdb_block_based_options_set_cache_index_and_filter_blocks_with_high_priority(IntPtr opt, byte v);

    public abstract void rocksdb_block_based_options_set_pin_top_level_index_and_filter(IntPtr opt, byte v);

    public abstract void rocksdb_options_set_memtable_whole_key_filtering(IntPtr options, byte memtable_whole_key_filtering);

    private sealed unsafe partial class Imported
    {
        public override void rocksdb_block_based_options_set_partition_filters(IntPtr opt, byte v) =>
            NativeMethods.rocksdb_block_based_options_set_partition_filters(opt, v);

        public override void rocksdb_block_based_options_set_metadata_block_size(IntPtr opt, ulong v) =>
            NativeMethods.rocksdb_block_based_options_set_metadata_block_size(opt, v);

        public override void rocksdb_block_based_options_set_cache_index_and_filter_blocks_with_high_priority(IntPtr opt, byte v) =>
            NativeMethods.rocksdb_block_based_options_set_cache_index_and_filter_blocks_with_high_priority(opt, v);

        public override void rocksdb_block_based_options_set_pin_top_level_index_and_filter(IntPtr opt, byte v) =>
            NativeMethods.rocksdb_block_based_options_set_pin_top_level_index_and_filter(opt, v);

        public override void rocksdb_options_set_memtable_whole_key_filtering(IntPtr options, byte memtable_whole_key_filtering) =>
            NativeMethods.rocksdb_options_set_memtable_whole_key_filtering(options, memtable_whole_key_filtering);
    }
}
