using Weir.Operators.Elements;

namespace Weir.Operators.Channels;

/// <summary>Collects the records for each target in a batch of its own and sends it when it is full.</summary>
internal abstract class ChannelOutput<T> : ChannelOutput, IInput<T>
{
    private readonly PendingBatch<T>[] pending;
    private readonly BatchPool<T>[] pools;

    protected ChannelOutput(ChannelOutputContext context)
        : base(context)
    {
        pools = new BatchPool<T>[Writers.Length];
        pending = new PendingBatch<T>[Writers.Length];
        for (var channel = 0; channel < pools.Length; channel++)
        {
            pools[channel] = new BatchPool<T>(context.BatchSize);
        }
    }

    public sealed override bool HasPending
    {
        get
        {
            foreach (ref readonly var slot in pending.AsSpan())
            {
                if (slot.Count > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    protected Span<PendingBatch<T>> Pending => pending;

    public abstract void Process(in Records<T> records);

    public void ProcessWatermark(long timestamp) => Broadcast(new Watermark(timestamp));

    public void ProcessStatus(bool idle) => Broadcast(idle ? StreamStatus.Idle : StreamStatus.Active);

    public override void FlushPending()
    {
        for (var channel = 0; channel < pending.Length; channel++)
        {
            Send(channel);
        }
    }

    /// <summary>Makes sure that the channel has a batch with the given columns and room for at least one record.</summary>
    protected void Prepare(int channel, bool timed, bool hashed)
    {
        ref var slot = ref pending[channel];
        if (slot.Count > 0 && slot.Timed != timed)
        {
            Send(channel);
        }

        slot.Batch ??= pools[channel].Rent();
        slot.Begin(timed, hashed);
    }

    /// <summary>Sends the channel's batch if there is anything in it.</summary>
    protected void Send(int channel)
    {
        ref var slot = ref pending[channel];
        if (slot.Count == 0)
        {
            return;
        }

        var batch = slot.Take();
        Context.Metrics.RecordsOut += batch.Count;
        Context.Metrics.BatchesOut++;
        Writers[channel].Write(batch);
    }

    /// <summary>Appends records to a channel, span by span.</summary>
    protected void Append(int channel, Records<T> records)
    {
        ref var slot = ref pending[channel];
        while (records.Count > 0)
        {
            Prepare(channel, records.IsTimed, !records.Hashes.IsEmpty);
            var taken = Math.Min(records.Count, slot.Items.Length - slot.Count);
            slot.Append(records.Slice(0, taken));
            if (slot.Count == slot.Items.Length)
            {
                Send(channel);
            }

            records = records.Slice(taken, records.Count - taken);
        }
    }
}
