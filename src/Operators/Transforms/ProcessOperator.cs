using Weir.Operators.Elements;
using Weir.Operators.Functions;
using Weir.Operators.Runtime;

namespace Weir.Operators.Transforms;

/// <summary>Runs a <see cref="ProcessFunction{T, TOut}"/>.</summary>
internal sealed class ProcessOperator<T, TOut>(Func<ProcessFunction<T, TOut>> create) : OneInputOperator<T, TOut>
{
    private readonly ProcessFunction<T, TOut> function = create();
    private OperatorProcessContext? context;

    public override ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken)
    {
        context = new OperatorProcessContext { SideOutputs = this };
        try
        {
            function.Open(new OperatorRuntimeContext(Context));
        }
        catch (Exception e)
        {
            throw OperatorFailure.Without(Context, e);
        }

        return ValueTask.CompletedTask;
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

    public override ValueTask DisposeAsync() => function.DisposeAsync();
}
