using RocksDbSharp.Internal;

namespace RocksDbSharp;

public abstract class OptionsHandle
{
    public OptionsHandle()
    {
        NativeLibraryFile.EnsureLoaded();
        Handle = NativeMethods.rocksdb_options_create();
    }

    ~OptionsHandle()
    {
        if (Handle != IntPtr.Zero)
            NativeMethods.rocksdb_options_destroy(Handle);
    }

    public IntPtr Handle { get; private set; }

    /// <summary>What the database must not lose while it has these options.</summary>
    internal object TableOptions { get; set; }
}

/// <summary>Options of a database and of a column family: the library has one kind for both.</summary>
public abstract class Options<T> : OptionsHandle
    where T : Options<T>
{
    protected Options()
    {
    }

    public T SetArenaBlockSize(ulong value) => With(() => NativeMethods.rocksdb_options_set_arena_block_size(Handle, (nuint)value));

    public T SetBlockBasedTableFactory(BlockBasedTableOptions table_options)
    {
        TableOptions = table_options;
        return With(() => NativeMethods.rocksdb_options_set_block_based_table_factory(Handle, table_options.Handle));
    }

    /// <summary>The factory is the library's from then on.</summary>
    public T SetCompactionFilterFactory(IntPtr compactionFilterFactory) =>
        With(() => NativeMethods.rocksdb_options_set_compaction_filter_factory(Handle, compactionFilterFactory));

    public T SetCompactionStyle(Compaction value) => With(() => NativeMethods.rocksdb_options_set_compaction_style(Handle, (int)value));

    public T SetCompression(Compression value) => With(() => NativeMethods.rocksdb_options_set_compression(Handle, (int)value));

    public T SetCreateIfMissing(bool value = true) => With(() => NativeMethods.rocksdb_options_set_create_if_missing(Handle, Byte(value)));

    public T SetCreateMissingColumnFamilies(bool value = true) =>
        With(() => NativeMethods.rocksdb_options_set_create_missing_column_families(Handle, Byte(value)));

    public T SetDbWriteBufferSize(ulong size) => With(() => NativeMethods.rocksdb_options_set_db_write_buffer_size(Handle, (nuint)size));

    public T SetDisableAutoCompactions(int value) => With(() => NativeMethods.rocksdb_options_set_disable_auto_compactions(Handle, value));

    public T SetErrorIfExists(bool value = true) => With(() => NativeMethods.rocksdb_options_set_error_if_exists(Handle, Byte(value)));

    public T SetInfoLogLevel(InfoLogLevel value) => With(() => NativeMethods.rocksdb_options_set_info_log_level(Handle, (int)value));

    public T SetKeepLogFileNum(ulong value) => With(() => NativeMethods.rocksdb_options_set_keep_log_file_num(Handle, (nuint)value));

    public T SetLevel0FileNumCompactionTrigger(int value) => With(() => NativeMethods.rocksdb_options_set_level0_file_num_compaction_trigger(Handle, value));

    public T SetLevel0SlowdownWritesTrigger(int value) => With(() => NativeMethods.rocksdb_options_set_level0_slowdown_writes_trigger(Handle, value));

    public T SetLevel0StopWritesTrigger(int value) => With(() => NativeMethods.rocksdb_options_set_level0_stop_writes_trigger(Handle, value));

    public T SetLevelCompactionDynamicLevelBytes(bool value) =>
        With(() => NativeMethods.rocksdb_options_set_level_compaction_dynamic_level_bytes(Handle, Byte(value)));

    public T SetMaxBackgroundCompactions(int value) => With(() => NativeMethods.rocksdb_options_set_max_background_compactions(Handle, value));

    public T SetMaxBackgroundFlushes(int value) => With(() => NativeMethods.rocksdb_options_set_max_background_flushes(Handle, value));

    public T SetMaxBytesForLevelBase(ulong value) => With(() => NativeMethods.rocksdb_options_set_max_bytes_for_level_base(Handle, value));

    public T SetMaxLogFileSize(ulong value) => With(() => NativeMethods.rocksdb_options_set_max_log_file_size(Handle, (nuint)value));

    public T SetMaxManifestFileSize(ulong value) => With(() => NativeMethods.rocksdb_options_set_max_manifest_file_size(Handle, (nuint)value));

    public T SetMaxWriteBufferNumber(int value) => With(() => NativeMethods.rocksdb_options_set_max_write_buffer_number(Handle, value));

    /// <summary>A filter for each write buffer, of so much of its size.</summary>
    public T SetMemtablePrefixBloomSizeRatio(double ratio) => With(() => NativeMethods.rocksdb_options_set_memtable_prefix_bloom_size_ratio(Handle, ratio));

    public T SetStatsDumpPeriodSec(uint value) => With(() => NativeMethods.rocksdb_options_set_stats_dump_period_sec(Handle, value));

    public T SetTargetFileSizeBase(ulong value) => With(() => NativeMethods.rocksdb_options_set_target_file_size_base(Handle, value));

    public T SetWriteBufferSize(ulong value) => With(() => NativeMethods.rocksdb_options_set_write_buffer_size(Handle, (nuint)value));

    private static byte Byte(bool value) => value ? (byte)1 : (byte)0;

    private T With(Action set)
    {
        set();
        return (T)this;
    }
}

public class DbOptions : Options<DbOptions>
{
    public DbOptions()
    {
    }
}

public class ColumnFamilyOptions : Options<ColumnFamilyOptions>
{
    public ColumnFamilyOptions()
    {
    }
}
