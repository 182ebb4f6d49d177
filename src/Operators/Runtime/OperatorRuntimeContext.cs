using Weir.Operators.Functions;
using Weir.State;
using Weir.State.Backends;

namespace Weir.Operators.Runtime;

/// <summary>The context of a function without keyed state.</summary>
internal sealed class OperatorRuntimeContext(OperatorContext context, OperatorStateBackend lists) : RuntimeContext
{
    public override string JobName => context.Environment.JobName;

    public override string OperatorName => context.Name;

    public override int SubtaskIndex => context.SubtaskIndex;

    public override int Parallelism => context.Parallelism;

    public override int Attempt => context.Environment.Attempt;

    public override IValueState<T> State<T>(ValueStateDescriptor<T> descriptor) => throw NotKeyed(descriptor);

    public override IListState<T> State<T>(ListStateDescriptor<T> descriptor) => throw NotKeyed(descriptor);

    public override IMapState<TMapKey, TMapValue> State<TMapKey, TMapValue>(MapStateDescriptor<TMapKey, TMapValue> descriptor) =>
        throw NotKeyed(descriptor);

    public override IReducingState<T> State<T>(ReducingStateDescriptor<T> descriptor) => throw NotKeyed(descriptor);

    public override IAggregatingState<TIn, TOut> State<TIn, TAccumulator, TOut>(
        AggregatingStateDescriptor<TIn, TAccumulator, TOut> descriptor) => throw NotKeyed(descriptor);

    public override IOperatorList<T> OperatorList<T>(string name) => lists.List<T>(name);

    public override IOperatorList<T> UnionList<T>(string name) => lists.UnionList<T>(name);

    private InvalidOperationException NotKeyed(StateDescriptor descriptor) => new(
        $"Operator '{context.Name}' asks for the {descriptor}, but its stream is not keyed. Call KeyBy before it.");
}
