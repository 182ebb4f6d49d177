using System.Buffers.Binary;
using RocksDbSharp;

namespace Weir.Standin.Conformance.RocksDb;

public sealed class TableTests : IDisposable
{
    private const int Keys = 20_000;

    private readonly DatabaseFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RocksDbFact]
    public void Keys_are_found_by_indexes_and_filters_in_parts_and_by_filters_of_write_buffers()
    {
        var cache = Cache.CreateLru(1 << 20);
        var tables = new BlockBasedTableOptions()
            .SetBlockCache(cache)
            .SetFilterPolicy(BloomFilterPolicy.Create(10, false))
            .SetIndexType(BlockBasedTableIndexType.TwoLevelIndex)
            .SetCacheIndexAndFilterBlocks(true)
            .SetFormatVersion(5);
        Native.Instance.rocksdb_block_based_options_set_partition_filters(tables.Handle, 1);
        Native.Instance.rocksdb_block_based_options_set_metadata_block_size(tables.Handle, 512);
        Native.Instance.rocksdb_block_based_options_set_cache_index_and_filter_blocks_with_high_priority(tables.Handle, 1);
        Native.Instance.rocksdb_block_based_options_set_pin_top_level_index_and_filter(tables.Handle, 1);
        var options = new ColumnFamilyOptions().SetBlockBasedTableFactory(tables).SetMemtablePrefixBloomSizeRatio(0.01);
        Native.Instance.rocksdb_options_set_memtable_whole_key_filtering(options.Handle, 1);

        using var database = RocksDbSharp.RocksDb.Open(new DbOptions().SetCreateIfMissing(), _folder.PathOf("a"), new ColumnFamilies(options));
        var family = database.GetDefaultColumnFamily();
        var wait = new FlushOptions().SetWaitForFlush(true);

        // Half of them in files, the others in the buffer.
        for (var key = 0; key < Keys; key++)
        {
            database.Put(BytesOf(key), BytesOf(-key), family);
            if (key == Keys / 2)
            {
                Native.Instance.rocksdb_flush_cf(database.Handle, wait.Handle, family.Handle);
            }
        }

        for (var key = 0; key < Keys; key++)
        {
            database.Get(BytesOf(key), family).ShouldBe(BytesOf(-key));
            database.HasKey(BytesOf(key + Keys), family).ShouldBeFalse();
        }

        cache.GetUsage().ShouldBeGreaterThan(0UL);
    }

    private static byte[] BytesOf(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
