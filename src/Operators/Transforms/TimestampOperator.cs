using Weir.Operators.Elements;
using Weir.Operators.Runtime;
using Weir.Operators.Time;

namespace Weir.Operators.Transforms;

/// <summary>Gives records event time and generates watermarks. Watermarks from before count no more, but for the end of time.</summary>
internal sealed class TimestampOperator<T>(WatermarkStrategy<T> strategy) : OneInputOperator<T, T>
{
    private readonly long[] timestamps = new long[RecordBatch.DefaultCapacity];
    private long latest = Watermark.Minimum;
    private long sent = Watermark.Minimum;
    private long nextWatermarkMs = long.MaxValue;
    private long idleAtMs = long.MaxValue;
    private bool isIdle;
    private bool sawRecords;

    public override long NextProcessingTimeMs => Math.Min(nextWatermarkMs, idleAtMs);

    public override ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken)
    {
        var now = Context.Environment.NowMs;
        if (strategy.Delay is not null && strategy.Interval > TimeSpan.Zero)
        {
            nextWatermarkMs = now + IntervalMs;
        }

        if (strategy.Idleness is not null)
        {
            idleAtMs = now + IdlenessMs;
        }

        return ValueTask.CompletedTask;
    }

    private long IntervalMs => Math.Max(1, (long)strategy.Interval.TotalMilliseconds);

    private long IdlenessMs => Math.Max(1, (long)strategy.Idleness!.Value.TotalMilliseconds);

    public override void Process(in Records<T> records)
    {
        sawRecords = true;
        if (isIdle)
        {
            isIdle = false;
            idleAtMs = Context.Environment.NowMs + IdlenessMs;
            SendStatus(idle: false);
        }

        for (var start = 0; start < records.Count; start += timestamps.Length)
        {
            var part = records.Slice(start, Math.Min(timestamps.Length, records.Count - start));
            Assign(part);
        }

        if (strategy.Interval == TimeSpan.Zero)
        {
            SendProgress();
        }
    }

    public override void OnProcessingTime(long nowMs)
    {
        if (nowMs >= nextWatermarkMs)
        {
            nextWatermarkMs = nowMs + IntervalMs;
            SendProgress();
        }

        if (nowMs >= idleAtMs)
        {
            if (sawRecords)
            {
                sawRecords = false;
                idleAtMs = nowMs + IdlenessMs;
            }
            else
            {
                isIdle = true;
                idleAtMs = long.MaxValue;
                SendStatus(idle: true);
            }
        }
    }

    public override void PostponeIdleness(long nowMs)
    {
        if (nowMs >= idleAtMs)
        {
            idleAtMs = nowMs + IdlenessMs;
        }
    }

    public override void ProcessWatermark(long timestamp)
    {
        if (timestamp != Watermark.Maximum)
        {
            return;
        }

        if (isIdle)
        {
            isIdle = false;
            SendStatus(idle: false);
        }

        nextWatermarkMs = long.MaxValue;
        idleAtMs = long.MaxValue;
        sent = Watermark.Maximum;
        SendWatermark(Watermark.Maximum);
    }

    public override void ProcessStatus(bool idle)
    {
        // Idleness is judged here, by records; see WatermarkStrategy.WithIdleness.
    }

    private void Assign(in Records<T> records)
    {
        var assigned = strategy.SelectTimestamp is null ? records.Timestamps : Select(records, strategy.SelectTimestamp);
        if (assigned.IsEmpty && records.Count > 0)
        {
            throw OperatorFailure.At(Context, records, 0, new InvalidOperationException(
                "The records have no event time. Give the watermark strategy a function that tells it, or read from a source that sets it."));
        }

        var largest = latest;
        foreach (var timestamp in assigned)
        {
            largest = Math.Max(largest, timestamp);
        }

        latest = largest;
        Output.Send(new Records<T>(records.Items, assigned, default, records.Origins));
    }

    private ReadOnlySpan<long> Select(in Records<T> records, Func<T, long> select)
    {
        var target = timestamps.AsSpan(0, records.Count);
        var i = 0;
        try
        {
            for (; i < target.Length; i++)
            {
                target[i] = select(records.Items[i]);
            }
        }
        catch (Exception e)
        {
            throw OperatorFailure.At(Context, records, i, e);
        }

        return target;
    }

    private void SendProgress()
    {
        if (strategy.Delay is not { } delay || latest == Watermark.Minimum || isIdle)
        {
            return;
        }

        // One less: more records with the latest time may follow.
        var watermark = latest - (long)delay.TotalMilliseconds - 1;
        if (watermark > sent)
        {
            sent = watermark;
            SendWatermark(watermark);
        }
    }
}
