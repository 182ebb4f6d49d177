using Weir.Operators.Elements;
using Weir.Operators.Functions;
using Weir.Operators.Runtime;
using Weir.State.Backends;

namespace Weir.Operators.Transforms;

/// <summary>Runs a <see cref="KeyedCoProcessFunction{TKey, T1, T2, TOut}"/>.</summary>
internal sealed class KeyedCoProcessOperator<TKey, T1, T2, TOut> : TwoInputOperator<T1, T2, TOut>
{
    private readonly Func<T1, TKey> selectFirst;
    private readonly Func<T2, TKey> selectSecond;
    private readonly KeyedCoProcessFunction<TKey, T1, T2, TOut> function;
    private readonly KeyedFunctionHost<TKey, TOut, OperatorKeyedContext<TKey>> host;

    public KeyedCoProcessOperator(
        Func<T1, TKey> selectFirst, Func<T2, TKey> selectSecond, Func<KeyedCoProcessFunction<TKey, T1, T2, TOut>> create)
    {
        this.selectFirst = selectFirst;
        this.selectSecond = selectSecond;
        function = create();
        host = new(this, function, opened => new(opened.Timers, opened.Backend) { SideOutputs = this }, function.OnTimer);
    }

    public override long NextProcessingTimeMs => host.Timers.NextProcessingTimeMs;

    public override IStateLookup? StateLookup => host.StateLookup;

    public override ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken) => host.OpenAsync(restore, cancellationToken);

    public override void ProcessFirst(in Records<T1> records)
    {
        Output.BeginBatch(records);
        var i = 0;
        try
        {
            for (; i < records.Count; i++)
            {
                Output.SetPlace(records, i);
                host.Begin(selectFirst(records.Items[i]), records.Hashes, i, Output.Timestamp);
                function.ProcessFirst(records.Items[i], host.Context, Output);
            }
        }
        catch (Exception e) when (OperatorFailure.IsOwn(e))
        {
            throw OperatorFailure.At(Context, records, i, e);
        }

        Flush();
    }

    public override void ProcessSecond(in Records<T2> records)
    {
        Output.BeginBatch(records);
        var i = 0;
        try
        {
            for (; i < records.Count; i++)
            {
                Output.SetPlace(records, i);
                host.Begin(selectSecond(records.Items[i]), records.Hashes, i, Output.Timestamp);
                function.ProcessSecond(records.Items[i], host.Context, Output);
            }
        }
        catch (Exception e) when (OperatorFailure.IsOwn(e))
        {
            throw OperatorFailure.At(Context, records, i, e);
        }

        Flush();
    }

    public override void ProcessWatermark(long timestamp)
    {
        Output.BeginBatch(isTimed: true);
        host.AdvanceEventTime(timestamp);
        Flush();
        SendWatermark(timestamp);
    }

    public override void OnProcessingTime(long nowMs)
    {
        Output.BeginBatch(isTimed: false);
        host.Fire(TimeDomain.ProcessingTime, nowMs);
        Flush();
    }

    public override InstanceSnapshot Snapshot(SnapshotRequest request) => host.Snapshot(request);

    public override ValueTask DisposeAsync() => host.DisposeAsync();
}
