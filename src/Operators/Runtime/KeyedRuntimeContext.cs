using Weir.Operators.Functions;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Expiry;

namespace Weir.Operators.Runtime;

/// <summary>The context of a function on a keyed stream.</summary>
internal sealed class KeyedRuntimeContext<TKey>(
    OperatorContext context, KeyedStateBackend<TKey> backend, OperatorStateBackend lists, KeyBinding? binding = null) : RuntimeContext
{
    private readonly ExpiringStates<TKey> states = new(backend, () => context.Environment.NowMs);

    public override string JobName => context.Environment.JobName;

    public override string OperatorName => context.Name;

    public override int SubtaskIndex => context.SubtaskIndex;

    public override int Parallelism => context.Parallelism;

    public override int Attempt => context.Environment.Attempt;

    public override IValueState<T> State<T>(ValueStateDescriptor<T> descriptor) =>
        binding is null ? states.State(descriptor) : new BoundValueState<T>(states.State(descriptor), binding);

    public override IListState<T> State<T>(ListStateDescriptor<T> descriptor) =>
        binding is null ? states.State(descriptor) : new BoundListState<T>(states.State(descriptor), binding);

    public override IMapState<TMapKey, TMapValue> State<TMapKey, TMapValue>(MapStateDescriptor<TMapKey, TMapValue> descriptor) =>
        binding is null ? states.State(descriptor) : new BoundMapState<TMapKey, TMapValue>(states.State(descriptor), binding);

    public override IReducingState<T> State<T>(ReducingStateDescriptor<T> descriptor) =>
        binding is null ? states.State(descriptor) : new BoundReducingState<T>(states.State(descriptor), binding);

    public override IAggregatingState<TIn, TOut> State<TIn, TAccumulator, TOut>(AggregatingStateDescriptor<TIn, TAccumulator, TOut> descriptor) =>
        binding is null ? states.State(descriptor) : new BoundAggregatingState<TIn, TOut>(states.State(descriptor), binding);

    public override IOperatorList<T> OperatorList<T>(string name) => lists.List<T>(name);

    public override IOperatorList<T> UnionList<T>(string name) => lists.UnionList<T>(name);
}
