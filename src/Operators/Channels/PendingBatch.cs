using Weir.Operators.Elements;

namespace Weir.Operators.Channels;

/// <summary>The batch that a channel output is filling. The arrays are the batch's own, copied here for the loops that fill them.</summary>
internal struct PendingBatch<T>
{
    public RecordBatch<T>? Batch;
    public T[] Items;
    public long[]? Timestamps;
    public uint[]? Hashes;
    public int Count;
    public bool Timed;

    /// <summary>Sets the columns; the batch must be empty or have the same ones.</summary>
    public void Begin(bool timed, bool hashed)
    {
        if (Count > 0)
        {
            return;
        }

        Items = Batch!.Items;
        Timed = timed;
        if (timed)
        {
            Batch.Timestamps = Batch.SpareTimestamps ??= new long[Batch.Capacity];
        }
        else
        {
            Batch.Timestamps = null;
        }

        if (hashed)
        {
            Batch.Hashes ??= new uint[Batch.Capacity];
        }

        Timestamps = Batch.Timestamps;
        Hashes = Batch.Hashes;
    }

    public void Append(in Records<T> records)
    {
        records.Items.CopyTo(Items.AsSpan(Count));
        records.Timestamps.CopyTo(Timestamps.AsSpan(Timestamps is null ? 0 : Count));
        records.Hashes.CopyTo(Hashes.AsSpan(Hashes is null ? 0 : Count));
        Count += records.Count;
    }

    public RecordBatch<T> Take()
    {
        var batch = Batch!;
        batch.Count = Count;
        Batch = null;
        Count = 0;
        return batch;
    }
}
