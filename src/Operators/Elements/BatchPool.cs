namespace Weir.Operators.Elements;

/// <summary>
/// The batches of one producing channel. The producer rents, the consumer gives back from its own thread.
/// At most <c>retained</c> batches wait here; more are left to the garbage collector.
/// </summary>
internal sealed class BatchPool<T>
{
    private readonly Lock gate = new();
    private readonly RecordBatch<T>?[] free;
    private readonly int capacity;
    private int freeCount;

    public BatchPool(int capacity = RecordBatch.DefaultCapacity, int retained = 16)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfNegative(retained);
        this.capacity = capacity;
        free = new RecordBatch<T>?[retained];
    }

    public RecordBatch<T> Rent()
    {
        lock (gate)
        {
            if (freeCount > 0)
            {
                // Last in, first out: the batch given back last is the one still in the cache.
                var batch = free[--freeCount]!;
                free[freeCount] = null;
                return batch;
            }
        }

        return new RecordBatch<T>(capacity, this);
    }

    public void Return(RecordBatch<T> batch)
    {
        lock (gate)
        {
            if (freeCount < free.Length)
            {
                free[freeCount++] = batch;
            }
        }
    }
}
