using System.Runtime.InteropServices;

namespace RocksDbSharp.Internal;

/// <summary>The C API, as far as it is used: options.</summary>
internal static unsafe partial class NativeMethods
{
    internal const string Library = "rocksdb";

    [LibraryImport(Library)]
    internal static partial void rocksdb_free(nint pointer);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_options_create();

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_destroy(nint options);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_arena_block_size(nint options, nuint value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_block_based_table_factory(nint options, nint value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_compaction_style(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_compression(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_create_if_missing(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_create_missing_column_families(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_db_write_buffer_size(nint options, nuint value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_disable_auto_compactions(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_error_if_exists(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_info_log_level(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_keep_log_file_num(nint options, nuint value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_level0_file_num_compaction_trigger(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_level0_slowdown_writes_trigger(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_level0_stop_writes_trigger(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_level_compaction_dynamic_level_bytes(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_max_background_compactions(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_max_background_flushes(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_max_bytes_for_level_base(nint options, ulong value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_max_log_file_size(nint options, nuint value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_max_manifest_file_size(nint options, nuint value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_max_write_buffer_number(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_stats_dump_period_sec(nint options, uint value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_memtable_prefix_bloom_size_ratio(nint options, double value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_memtable_whole_key_filtering(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_target_file_size_base(nint options, ulong value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_write_buffer_size(nint options, nuint value);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_block_based_options_create();

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_destroy(nint options);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_block_cache(nint options, nint cache);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_block_size(nint options, nuint value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_cache_index_and_filter_blocks(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_filter_policy(nint options, nint policy);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_format_version(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_pin_l0_filter_and_index_blocks_in_cache(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_index_type(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_partition_filters(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_metadata_block_size(nint options, ulong value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_cache_index_and_filter_blocks_with_high_priority(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_block_based_options_set_pin_top_level_index_and_filter(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_filterpolicy_create_bloom(double bitsPerKey);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_filterpolicy_create_bloom_full(double bitsPerKey);

    [LibraryImport(Library)]
    internal static partial void rocksdb_filterpolicy_destroy(nint policy);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_cache_create_lru(nuint capacity);

    [LibraryImport(Library)]
    internal static partial void rocksdb_cache_destroy(nint cache);

    [LibraryImport(Library)]
    internal static partial void rocksdb_cache_set_capacity(nint cache, nuint capacity);

    [LibraryImport(Library)]
    internal static partial nuint rocksdb_cache_get_usage(nint cache);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_readoptions_create();

    [LibraryImport(Library)]
    internal static partial void rocksdb_readoptions_destroy(nint options);

    [LibraryImport(Library)]
    internal static partial void rocksdb_readoptions_set_fill_cache(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_readoptions_set_iterate_lower_bound(nint options, nint key, nuint length);

    [LibraryImport(Library)]
    internal static partial void rocksdb_readoptions_set_iterate_upper_bound(nint options, nint key, nuint length);

    [LibraryImport(Library)]
    internal static partial void rocksdb_readoptions_set_readahead_size(nint options, nuint value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_readoptions_set_snapshot(nint options, nint snapshot);

    [LibraryImport(Library)]
    internal static partial void rocksdb_readoptions_set_total_order_seek(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_readoptions_set_verify_checksums(nint options, byte value);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_writeoptions_create();

    [LibraryImport(Library)]
    internal static partial void rocksdb_writeoptions_destroy(nint options);

    [LibraryImport(Library)]
    internal static partial void rocksdb_writeoptions_disable_WAL(nint options, int value);

    [LibraryImport(Library)]
    internal static partial void rocksdb_writeoptions_set_sync(nint options, byte value);
}
