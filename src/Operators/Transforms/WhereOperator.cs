using Weir.Operators.Elements;
using Weir.Operators.Runtime;

namespace Weir.Operators.Transforms;

/// <summary>The records that satisfy a predicate.</summary>
internal sealed class WhereOperator<T>(Func<T, bool> predicate) : OneInputOperator<T, T>
{
    private readonly int[] passing = new int[RecordBatch.DefaultCapacity];

    public override void Process(in Records<T> records)
    {
        for (var start = 0; start < records.Count; start += passing.Length)
        {
            var part = records.Slice(start, Math.Min(passing.Length, records.Count - start));
            var count = Apply(part);
            if (count == part.Count)
            {
                Output.Send(part);
                continue;
            }

            Emit(part, passing.AsSpan(0, count));
        }
    }

    private int Apply(in Records<T> records)
    {
        var items = records.Items;
        var target = passing.AsSpan(0, items.Length);
        var count = 0;
        var i = 0;
        try
        {
            for (; i < items.Length; i++)
            {
                // Written whether it passes or not: no branch that the processor has to guess.
                target[count] = i;
                count += predicate(items[i]) ? 1 : 0;
            }
        }
        catch (Exception e)
        {
            throw OperatorFailure.At(Context, records, i, e);
        }

        return count;
    }

    private void Emit(in Records<T> records, ReadOnlySpan<int> indexes)
    {
        Output.BeginBatch(records);
        foreach (var index in indexes)
        {
            Output.SetPlace(records, index);
            Output.Add(records.Items[index]);
        }

        Output.Flush();
    }
}
