using Weir.Operators.Elements;
using Weir.Operators.Functions;
using Weir.Operators.Runtime;

namespace Weir.Operators.Transforms;

/// <summary>Any number of results for each record, added to a collector.</summary>
internal sealed class SelectManyOperator<TIn, TOut>(Action<TIn, Collector<TOut>> select) : OneInputOperator<TIn, TOut>
{
    public override void Process(in Records<TIn> records)
    {
        Output.BeginBatch(records);
        var i = 0;
        try
        {
            for (; i < records.Count; i++)
            {
                Output.SetPlace(records, i);
                select(records.Items[i], Output);
            }
        }
        catch (Exception e) when (OperatorFailure.IsOwn(e))
        {
            throw OperatorFailure.At(Context, records, i, e);
        }

        Output.Flush();
    }
}
