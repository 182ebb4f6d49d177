using Weir.Operators.Elements;
using Weir.Operators.Functions;
using Weir.Operators.Runtime;
using Weir.State.Backends;

namespace Weir.Operators.Transforms;

/// <summary>Runs a <see cref="KeyedProcessFunction{TKey, T, TOut}"/>.</summary>
internal sealed class KeyedProcessOperator<TKey, T, TOut> : OneInputOperator<T, TOut>
{
    private readonly Func<T, TKey> selectKey;
    private readonly KeyedProcessFunction<TKey, T, TOut> function;
    private readonly KeyedFunctionHost<TKey, TOut, OperatorKeyedContext<TKey>> host;

    public KeyedProcessOperator(Func<T, TKey> selectKey, Func<KeyedProcessFunction<TKey, T, TOut>> create)
    {
        this.selectKey = selectKey;
        function = create();
        host = new(this, function, opened => new(opened.Timers, opened.Backend) { SideOutputs = this }, function.OnTimer);
    }

    public override long NextProcessingTimeMs => host.Timers.NextProcessingTimeMs;

    public override IStateLookup? StateLookup => host.StateLookup;

    public override ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken) => host.OpenAsync(restore, cancellationToken);

    public override void Process(in Records<T> records)
    {
        Output.BeginBatch(records);
        var i = 0;
        try
        {
            for (; i < records.Count; i++)
            {
                Output.SetPlace(records, i);
                host.Begin(selectKey(records.Items[i]), records.Hashes, i, Output.Timestamp);
                function.Process(records.Items[i], host.Context, Output);
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
