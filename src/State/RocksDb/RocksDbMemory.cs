using RocksDbSharp;

namespace Weir.State.RocksDb;

/// <summary>
/// The memory of all databases of a node: one cache for their blocks, and what their write buffers have is taken off its capacity. That
/// they have no more is seen to by <see cref="RocksDbWriteBuffers"/>: the library's own manager of them is not in the C API of all its
/// versions. Thread-safe.
/// </summary>
internal sealed class RocksDbMemory
{
    private const long SmallestWriteBuffersBytes = 512 << 10;

    private readonly Lock _gate = new();
    private readonly long _budgetBytes;
    private readonly long _shareBytes;
    private long _reservedBytes;
    private long _excessBytes;

    public RocksDbMemory(RocksDbSettings settings)
    {
        _budgetBytes = settings.MemoryBytes;
        _shareBytes = Math.Max(SmallestWriteBuffersBytes, settings.MemoryBytes / 100 * settings.WriteBufferPercent / settings.ExpectedDatabases);
        Cache = Cache.CreateLru((ulong)settings.MemoryBytes);
    }

    public Cache Cache { get; }

    public long BudgetBytes => _budgetBytes;

    public long UsedByCacheBytes => (long)Cache.GetUsage();

    public long ReservedBytes
    {
        get
        {
            lock (_gate)
            {
                return _reservedBytes;
            }
        }
    }

    /// <summary>For one database. Its buffers may have two thirds: it goes on writing while full ones are flushed.</summary>
    /// <returns>What the database is to be given as the size of all its write buffers.</returns>
    public long Reserve(out long reservedBytes)
    {
        lock (_gate)
        {
            // With more databases than expected each of the later ones has less, so that some cache is left.
            reservedBytes = Math.Clamp((_budgetBytes - _reservedBytes) / 2, SmallestWriteBuffersBytes, _shareBytes);
            _reservedBytes += reservedBytes;
            ResizeCache();
            return reservedBytes * 2 / 3;
        }
    }

    public void Release(long reservedBytes)
    {
        lock (_gate)
        {
            _reservedBytes -= reservedBytes;
            ResizeCache();
        }
    }

    /// <summary>Takes off the cache what write buffers have beyond what is reserved for them, or gives it back.</summary>
    public void Charge(long excessBytes)
    {
        lock (_gate)
        {
            _excessBytes += excessBytes;
            ResizeCache();
        }
    }

    private void ResizeCache() => Cache.SetCapacity((ulong)Math.Max(_budgetBytes / 16, _budgetBytes - _reservedBytes - _excessBytes));
}
