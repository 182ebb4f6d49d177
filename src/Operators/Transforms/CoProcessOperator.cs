using Weir.Operators.Elements;
using Weir.Operators.Functions;
using Weir.Operators.Runtime;
using Weir.State.Backends;

namespace Weir.Operators.Transforms;

/// <summary>Runs a <see cref="CoProcessFunction{T1, T2, TOut}"/>.</summary>
internal sealed class CoProcessOperator<T1, T2, TOut>(Func<CoProcessFunction<T1, T2, TOut>> create) : TwoInputOperator<T1, T2, TOut>
{
    private readonly CoProcessFunction<T1, T2, TOut> function = create();
    private OperatorProcessContext? context;
    private OperatorStateBackend? lists;

    public override async ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken)
    {
        context = new OperatorProcessContext { SideOutputs = this };
        lists = await OperatorLists.OpenAsync(Context, restore, cancellationToken).ConfigureAwait(false);
        try
        {
            function.Open(new OperatorRuntimeContext(Context, lists));
        }
        catch (Exception e)
        {
            throw OperatorFailure.Without(Context, e);
        }
    }

    public override void ProcessFirst(in Records<T1> records)
    {
        Output.BeginBatch(records);
        var i = 0;
        try
        {
            for (; i < records.Count; i++)
            {
                Output.SetPlace(records, i);
                context!.TimestampOrNone = Output.Timestamp;
                function.ProcessFirst(records.Items[i], context, Output);
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
                context!.TimestampOrNone = Output.Timestamp;
                function.ProcessSecond(records.Items[i], context, Output);
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
        context!.TimestampOrNone = Output.Timestamp;
        try
        {
            function.Finish(context, Output);
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
