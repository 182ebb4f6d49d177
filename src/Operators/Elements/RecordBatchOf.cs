using System.Runtime.CompilerServices;

namespace Weir.Operators.Elements;

/// <summary>A batch of records of one type, by columns. A column that a stream does not use is null.</summary>
internal sealed class RecordBatch<T> : RecordBatch
{
    private readonly BatchPool<T>? pool;

    public RecordBatch(int capacity, BatchPool<T>? pool = null)
    {
        Items = new T[capacity];
        this.pool = pool;
    }

    /// <summary>The records; the first <see cref="RecordBatch.Count"/> are set.</summary>
    public T[] Items { get; }

    /// <summary>Event times in milliseconds since 1970-01-01 UTC, or null in a stream without event time.</summary>
    public long[]? Timestamps { get; set; }

    /// <summary>Hashes of the keys, or null when the channel is not keyed.</summary>
    public uint[]? Hashes { get; set; }

    public int Capacity => Items.Length;

    public override long SizeBytes =>
        (long)Count * (Unsafe.SizeOf<T>() + (Timestamps is null ? 0 : sizeof(long)) + (Hashes is null ? 0 : sizeof(uint)));

    /// <summary>The column array a producer keeps ready for the next timed batch of this object, see <see cref="Timestamps"/>.</summary>
    internal long[]? SpareTimestamps { get; set; }

    public override void Release()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(Items, 0, Count);
        }

        Count = 0;
        pool?.Return(this);
    }

    /// <summary>The records from <paramref name="offset"/> on, as operators take them.</summary>
    public Records<T> Slice(int offset, int count) => new(
        Items.AsSpan(offset, count),
        Timestamps is null ? default : Timestamps.AsSpan(offset, count),
        Hashes is null ? default : Hashes.AsSpan(offset, count));
}
