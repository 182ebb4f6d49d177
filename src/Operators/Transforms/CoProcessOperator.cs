using Weir.Operators.Elements;
using Weir.Operators.Functions;
using Weir.Operators.Runtime;

namespace Weir.Operators.Transforms;

/// <summary>Runs a <see cref="CoProcessFunction{T1, T2, TOut}"/>.</summary>
internal sealed class CoProcessOperator<T1, T2, TOut>(Func<CoProcessFunction<T1, T2, TOut>> create) : TwoInputOperator<T1, T2, TOut>
{
    private readonly CoProcessFunction<T1, T2, TOut> function = create();
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

    public override ValueTask DisposeAsync() => function.DisposeAsync();
}
