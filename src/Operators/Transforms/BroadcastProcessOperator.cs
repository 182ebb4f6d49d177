using Weir.Operators.Elements;
using Weir.Operators.Functions;
using Weir.Operators.Runtime;
using Weir.State;
using Weir.State.Backends;

namespace Weir.Operators.Transforms;

/// <summary>Runs a <see cref="BroadcastProcessFunction{T, TBroadcast, TOut}"/>.</summary>
internal sealed class BroadcastProcessOperator<T, TBroadcast, TOut>(
    IReadOnlyList<BroadcastStateDescriptor> descriptors, Func<BroadcastProcessFunction<T, TBroadcast, TOut>> create) : TwoInputOperator<T, TBroadcast, TOut>
{
    private readonly BroadcastProcessFunction<T, TBroadcast, TOut> function = create();
    private OperatorStateBackend? lists;
    private OperatorBroadcastReadContext? reading;
    private OperatorBroadcastContext? writing;

    public override async ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken)
    {
        lists = await OperatorLists.OpenAsync(Context, restore, cancellationToken).ConfigureAwait(false);
        BroadcastStates states = new(lists, Context.Name, descriptors);
        reading = new OperatorBroadcastReadContext(states) { SideOutputs = this };
        writing = new OperatorBroadcastContext(states) { SideOutputs = this };
        try
        {
            function.Open(new OperatorRuntimeContext(Context, lists));
        }
        catch (Exception e)
        {
            throw OperatorFailure.Without(Context, e);
        }
    }

    public override void ProcessFirst(in Records<T> records)
    {
        Output.BeginBatch(records);
        var i = 0;
        try
        {
            for (; i < records.Count; i++)
            {
                Output.SetPlace(records, i);
                reading!.TimestampOrNone = Output.Timestamp;
                function.Process(records.Items[i], reading, Output);
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

    public override void Finish()
    {
        Output.BeginBatch(isTimed: false);
        reading!.TimestampOrNone = Output.Timestamp;
        try
        {
            function.Finish(reading, Output);
        }
        catch (Exception e) when (OperatorFailure.IsOwn(e))
        {
            throw OperatorFailure.Without(Context, e);
        }

        Flush();
    }

    public override InstanceSnapshot? Snapshot(SnapshotRequest request) => lists.TakeSnapshotIfAny(request.CheckpointId);

    public override ValueTask DisposeAsync() => function.DisposeAsync();
}
