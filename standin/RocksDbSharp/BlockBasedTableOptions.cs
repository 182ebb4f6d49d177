using RocksDbSharp.Internal;

namespace RocksDbSharp;

public class BlockBasedTableOptions
{
    // The library shares what it is given; these keep the wrappers from being finalized before it was handed over.
    private Cache _cache;

    public BlockBasedTableOptions()
    {
        NativeLibraryFile.EnsureLoaded();
        Handle = NativeMethods.rocksdb_block_based_options_create();
    }

    ~BlockBasedTableOptions() => NativeMethods.rocksdb_block_based_options_destroy(Handle);

    public IntPtr Handle { get; protected set; }

    public BlockBasedTableOptions SetBlockCache(Cache blockCache)
    {
        _cache = blockCache;
        NativeMethods.rocksdb_block_based_options_set_block_cache(Handle, _cache.Handle);
        return this;
    }

    public BlockBasedTableOptions SetBlockSize(ulong blockSize)
    {
        NativeMethods.rocksdb_block_based_options_set_block_size(Handle, (nuint)blockSize);
        return this;
    }

    public BlockBasedTableOptions SetCacheIndexAndFilterBlocks(bool cacheIndexAndFilterBlocks)
    {
        NativeMethods.rocksdb_block_based_options_set_cache_index_and_filter_blocks(Handle, cacheIndexAndFilterBlocks ? (byte)1 : (byte)0);
        return this;
    }

    /// <summary>Takes the policy over.</summary>
    public BlockBasedTableOptions SetFilterPolicy(BloomFilterPolicy filterPolicy)
    {
        NativeMethods.rocksdb_block_based_options_set_filter_policy(Handle, filterPolicy.Release());
        return this;
    }

    public BlockBasedTableOptions SetFormatVersion(int formatVersion)
    {
        NativeMethods.rocksdb_block_based_options_set_format_version(Handle, formatVersion);
        return this;
    }

    public BlockBasedTableOptions SetIndexType(BlockBasedTableIndexType indexType)
    {
        NativeMethods.rocksdb_block_based_options_set_index_type(Handle, (int)indexType);
        return this;
    }

    public BlockBasedTableOptions SetPinL0FilterAndIndexBlocksInCache(bool pinL0FilterAndIndexBlocksInCache)
    {
        NativeMethods.rocksdb_block_based_options_set_pin_l0_filter_and_index_blocks_in_cache(Handle, pinL0FilterAndIndexBlocksInCache ? (byte)1 : (byte)0);
        return this;
    }
}

public class BloomFilterPolicy
{
    private bool _isOwned = true;

    private BloomFilterPolicy(IntPtr handle) => Handle = handle;

    ~BloomFilterPolicy()
    {
        if (_isOwned)
            NativeMethods.rocksdb_filterpolicy_destroy(Handle);
    }

    public IntPtr Handle { get; protected set; }

    public static BloomFilterPolicy Create(int bits_per_key = 10, bool use_block_based_builder = true)
    {
        NativeLibraryFile.EnsureLoaded();
        return new BloomFilterPolicy(use_block_based_builder
            ? NativeMethods.rocksdb_filterpolicy_create_bloom(bits_per_key)
            : NativeMethods.rocksdb_filterpolicy_create_bloom_full(bits_per_key));
    }

    internal IntPtr Release()
    {
        _isOwned = false;
        return Handle;
    }
}

public class Cache
{
    private Cache(IntPtr handle) => Handle = handle;

    ~Cache() => NativeMethods.rocksdb_cache_destroy(Handle);

    public IntPtr Handle { get; protected set; }

    public static Cache CreateLru(ulong capacity)
    {
        NativeLibraryFile.EnsureLoaded();
        return new Cache(NativeMethods.rocksdb_cache_create_lru((nuint)capacity));
    }

    public Cache SetCapacity(ulong capacity)
    {
        NativeMethods.rocksdb_cache_set_capacity(Handle, (nuint)capacity);
        return this;
    }

    public ulong GetUsage() => NativeMethods.rocksdb_cache_get_usage(Handle);
}
