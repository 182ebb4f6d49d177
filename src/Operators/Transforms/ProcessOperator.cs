using Weir.Operators.Elements;
using Weir.Operators.Functions;
using Weir.Operators.Runtime;
using Weir.State.Backends;

namespace Weir.Operators.Transforms;

/// <summary>Runs a <see cref="ProcessFunction{T, TOut}"/>.</summary>
internal sealed class ProcessOperator<T, TOut>(Func<ProcessFunction<T, TOut>> create) : OneInputOperator<T, TOut>
{
    private readonly ProcessFunction<T, TOut> function = create();
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

    public override void Process(in Records<T> records)
    {
        Output.BeginBatch(records);
        var i = 0;
        try
        {
            for (; i < records.Count; i++)
            {
                Output.SetPlace(records, i);
                context!.TimestampOrNone = Output.Timestamp;
                function.Process(records.Items[i], context, Output);
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
