using Weir.Operators.Functions;

namespace Weir.Operators.Transforms;

/// <summary>Two functions, one for each stream.</summary>
internal sealed class CoSelectFunction<T1, T2, TOut>(Action<T1, Collector<TOut>> first, Action<T2, Collector<TOut>> second)
    : CoProcessFunction<T1, T2, TOut>
{
    public override void ProcessFirst(T1 record, ProcessContext context, Collector<TOut> output) => first(record, output);

    public override void ProcessSecond(T2 record, ProcessContext context, Collector<TOut> output) => second(record, output);
}
