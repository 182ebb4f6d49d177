namespace Weir.State.RocksDb;

/// <summary>How a node keeps state in RocksDB: <c>weir.state.rocksdb</c>.</summary>
/// <param name="Directory">Where the databases are; other processes may use it too.</param>
internal sealed record RocksDbSettings(string Directory)
{
    public const long SmallestMemoryBytes = 8 << 20;

    public const int MostBackgroundThreads = 64;

    /// <summary>For block caches and write buffers of all databases of the node together.</summary>
    public long MemoryBytes { get; init; } = 256 << 20;

    /// <summary>The part of it that write buffers may have, in percent.</summary>
    public int WriteBufferPercent { get; init; } = 50;

    /// <summary>Among how many databases the write buffers are divided: about as many as the node runs keyed operators at once.</summary>
    public int ExpectedDatabases { get; init; } = 4;

    public RocksDbProfile Profile { get; init; }

    /// <summary>Of all databases together, for flushes and compactions; null: as many as there are processors.</summary>
    public int? BackgroundThreads { get; init; }

    /// <summary>Of which properties of each column family there are metrics.</summary>
    public IReadOnlyList<RocksDbProperty> Metrics { get; init; } = [];

    /// <summary>The file of the library; null: the package's, or the system's.</summary>
    public string? Library { get; init; }
}
