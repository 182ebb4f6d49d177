namespace Weir.State.RocksDb;

/// <summary>What the databases of a node have of its memory.</summary>
/// <param name="Databases">That are open.</param>
/// <param name="BudgetBytes">What they may have together.</param>
/// <param name="CacheBytes">Blocks of files, with indexes and filters.</param>
/// <param name="WriteBufferBytes">With those that iterators keep.</param>
/// <param name="TableReaderBytes">For open files, beside the budget.</param>
internal sealed record RocksDbUsage(int Databases, long BudgetBytes, long CacheBytes, long WriteBufferBytes, long TableReaderBytes)
{
    /// <summary>What of the budget is used.</summary>
    public long UsedBytes => CacheBytes + WriteBufferBytes;
}
