using RocksDbSharp;
using Weir.State.Backends.Databases;

namespace Weir.State.RocksDb;

/// <summary>The library's options for a profile and the memory there is.</summary>
internal static class RocksDbOptions
{
    private const int BitsPerKey = 10;

    // By levels, what changes here and there is written again with all that lies around it, into each checkpoint; by runs of like size,
    // seldom. More of them are more to look through, and the filters say in which.
    private const int MostSortedRuns = 10;

    // Of a write buffer: some five bits for each of its keys when they are small. Most keys are not in it, and looking a key up there costs
    // more than in a file.
    private const double BufferFilterPart = 0.01;

    // Each checkpoint adds a run. With this many before they are merged the library would hold up writes, and the beginning of a checkpoint.
    private const int RunsToSlowDown = 1_000;
    private const int RunsToStop = 2_000;

    // It goes into each checkpoint.
    private const ulong MostManifestBytes = 256 << 10;

    public static DbOptions Database(RocksDbSettings settings, long writeBufferBytes)
    {
        // All databases of a process have the same ones: as many as the one that wants most.
        var threads = settings.BackgroundThreads ?? Math.Max(2, Environment.ProcessorCount);
        return new DbOptions()
            .SetCreateIfMissing()
            .SetErrorIfExists()
            .SetDbWriteBufferSize((ulong)writeBufferBytes)
            .SetMaxBackgroundFlushes(Math.Max(1, threads / 2))
            .SetMaxBackgroundCompactions(Math.Max(1, threads - (threads / 2)))
            .SetInfoLogLevel(DatabaseLibrary.NoLog)
            .SetKeepLogFileNum(1)
            .SetMaxManifestFileSize(MostManifestBytes)
            .SetStatsDumpPeriodSec(0);
    }

    public static ColumnFamilyOptions Families(RocksDbProfile profile, Cache cache, long writeBufferBytes, RocksDbExpiry? expiry = null)
    {
        var fileBytes = (ulong)Math.Clamp(writeBufferBytes, 4 << 20, profile == RocksDbProfile.SpinningDisk ? 256 << 20 : 64 << 20);
        var options = new ColumnFamilyOptions()
            .SetBlockBasedTableFactory(Tables(profile, cache))
            .SetWriteBufferSize((ulong)writeBufferBytes)
            .SetArenaBlockSize((ulong)ArenaBlockBytes(writeBufferBytes))
            .SetMaxWriteBufferNumber(3)
            .SetMemtablePrefixBloomSizeRatio(BufferFilterPart)
            .SetLevelCompactionDynamicLevelBytes(true)
            .SetTargetFileSizeBase(fileBytes)
            .SetMaxBytesForLevelBase(fileBytes * 4)
            .SetCompactionStyle(Compaction.Universal)
            .SetLevel0FileNumCompactionTrigger(MostSortedRuns)
            .SetLevel0SlowdownWritesTrigger(RunsToSlowDown)
            .SetLevel0StopWritesTrigger(RunsToStop)
            .SetCompression(profile == RocksDbProfile.Flash ? Compression.No : Compression.Lz4);
        Native.Instance.rocksdb_options_set_memtable_whole_key_filtering(options.Handle, 1);
        return expiry is null ? options : options.SetCompactionFilterFactory(expiry.CreateFactory());
    }

    /// <summary>What a family has of the write buffers before anything is in it.</summary>
    public static long EmptyBufferBytes(long writeBufferBytes) => ArenaBlockBytes(writeBufferBytes) + (long)(writeBufferBytes * BufferFilterPart);

    /// <summary>What a write buffer grows by.</summary>
    private static long ArenaBlockBytes(long writeBufferBytes) => Math.Clamp(writeBufferBytes / 64, 16 << 10, 1 << 20);

    // What tells where a key is counts as blocks do, or memory would grow with the number of files; and it is cut into blocks as well: one
    // filter of all keys of a file does not fit into a part of a small cache, and would be read anew for each look-up.
    private static BlockBasedTableOptions Tables(RocksDbProfile profile, Cache cache)
    {
        const ulong MetadataBlockBytes = 4 << 10;
        var options = new BlockBasedTableOptions()
            .SetBlockCache(cache)
            .SetBlockSize(profile == RocksDbProfile.SpinningDisk ? 64UL << 10 : 4UL << 10)
            .SetFilterPolicy(BloomFilterPolicy.Create(BitsPerKey, false))
            .SetIndexType(BlockBasedTableIndexType.TwoLevelIndex)
            .SetCacheIndexAndFilterBlocks(true)
            .SetPinL0FilterAndIndexBlocksInCache(true)
            .SetFormatVersion(5);
        Native.Instance.rocksdb_block_based_options_set_partition_filters(options.Handle, 1);
        Native.Instance.rocksdb_block_based_options_set_metadata_block_size(options.Handle, MetadataBlockBytes);
        Native.Instance.rocksdb_block_based_options_set_cache_index_and_filter_blocks_with_high_priority(options.Handle, 1);
        Native.Instance.rocksdb_block_based_options_set_pin_top_level_index_and_filter(options.Handle, 1);
        return options;
    }
}
