using System.Runtime.CompilerServices;
using Weir.Operators.Elements;
using Weir.Operators.Runtime;

namespace Weir.Operators.Transforms;

/// <summary>One result for each record.</summary>
internal sealed class SelectOperator<TIn, TOut>(Func<TIn, TOut> select) : OneInputOperator<TIn, TOut>
{
    private readonly TOut[] results = new TOut[RecordBatch.DefaultCapacity];

    public override void Process(in Records<TIn> records)
    {
        for (var start = 0; start < records.Count; start += results.Length)
        {
            var part = records.Slice(start, Math.Min(results.Length, records.Count - start));
            Apply(part);
            Output.Send(new Records<TOut>(results.AsSpan(0, part.Count), part.Timestamps, default, part.Origins));
            if (RuntimeHelpers.IsReferenceOrContainsReferences<TOut>())
            {
                Array.Clear(results, 0, part.Count);
            }
        }
    }

    private void Apply(in Records<TIn> records)
    {
        var items = records.Items;
        var target = results.AsSpan(0, items.Length);
        var i = 0;
        try
        {
            for (; i < items.Length; i++)
            {
                target[i] = select(items[i]);
            }
        }
        catch (Exception e)
        {
            throw OperatorFailure.At(Context, records, i, e);
        }
    }
}
