using Weir.Operators.Elements;
using Weir.Operators.Functions;
using Weir.Operators.Runtime;
using Weir.State;
using Weir.State.Backends;

namespace Weir.Operators.Transforms;

/// <summary>Runs a <see cref="KeyedBroadcastProcessFunction{TKey, T, TBroadcast, TOut}"/>.</summary>
internal sealed class KeyedBroadcastProcessOperator<TKey, T, TBroadcast, TOut> : TwoInputOperator<T, TBroadcast, TOut>
{
    private readonly Func<T, TKey> selectKey;
    private readonly IReadOnlyList<BroadcastStateDescriptor> descriptors;
    private readonly KeyedBroadcastProcessFunction<TKey, T, TBroadcast, TOut> function;
    private readonly KeyedFunctionHost<TKey, TOut, OperatorKeyedBroadcastReadContext<TKey>> host;
    private OperatorKeyedBroadcastContext<TKey>? writing;

    public KeyedBroadcastProcessOperator(
        Func<T, TKey> selectKey,
        IReadOnlyList<BroadcastStateDescriptor> descriptors,
        Func<KeyedBroadcastProcessFunction<TKey, T, TBroadcast, TOut>> create)
    {
        this.selectKey = selectKey;
        this.descriptors = descriptors;
        function = create();
        host = new(this, function, CreateContexts, function.OnTimer, hasRecordsWithoutKey: true);
    }

    public override long NextProcessingTimeMs => host.Timers.NextProcessingTimeMs;

    public override IStateLookup? StateLookup => host.StateLookup;

    public override ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken) => host.OpenAsync(restore, cancellationToken);

    public override void ProcessFirst(in Records<T> records)
    {
        Output.BeginBatch(records);
        host.Binding!.IsBound = true;
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

    public override void ProcessSecond(in Records<TBroadcast> records)
    {
        Output.BeginBatch(records);
        host.Binding!.IsBound = false;
        var i = 0;
        try
        {
            for (; i < records.Count; i++)
            {
                Output.SetPlace(records, i);
                writing!.TimestampOrNone = Output.Timestamp;
                function.ProcessBroadcast(records.Items[i], writing, Output);
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
        host.Binding!.IsBound = true;
        host.AdvanceEventTime(timestamp);
        Flush();
        SendWatermark(timestamp);
    }

    public override void OnProcessingTime(long nowMs)
    {
        Output.BeginBatch(isTimed: false);
        host.Binding!.IsBound = true;
        host.Fire(TimeDomain.ProcessingTime, nowMs);
        Flush();
    }

    public override InstanceSnapshot Snapshot(SnapshotRequest request) => host.Snapshot(request);

    public override ValueTask DisposeAsync() => host.DisposeAsync();

    private OperatorKeyedBroadcastReadContext<TKey> CreateContexts(KeyedFunctionHost<TKey, TOut, OperatorKeyedBroadcastReadContext<TKey>> opened)
    {
        BroadcastStates states = new(opened.Lists, Context.Name, descriptors);
        writing = new(states, opened.Timers, opened.Backend, opened.Binding!) { SideOutputs = this };
        return new(states, opened.Timers, opened.Backend, opened.Binding!) { SideOutputs = this };
    }
}
