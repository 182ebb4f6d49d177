using Weir.Operators.Functions;
using Weir.State;

namespace Weir.Samples.OddEven;

/// <summary>Counts bad lines, in state that survives a failure.</summary>
internal sealed class BadLineCounter : KeyedProcessFunction<bool, string, BadLine>
{
    private IValueState<long> count = null!;

    public override void Open(RuntimeContext context) => count = context.State(new ValueStateDescriptor<long>("count"));

    public override void Process(string record, KeyedContext<bool> context, Collector<BadLine> output)
    {
        count.Value++;
        output.Add(new BadLine(count.Value, record));
    }
}
