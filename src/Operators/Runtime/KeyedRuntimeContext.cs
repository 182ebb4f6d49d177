using Weir.Operators.Functions;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Expiry;

namespace Weir.Operators.Runtime;

/// <summary>The context of a function on a keyed stream.</summary>
internal sealed class KeyedRuntimeContext<TKey>(OperatorContext context, KeyedStateBackend<TKey> backend) : RuntimeContext
{
    private readonly ExpiringStates<TKey> states = new(backend, () => context.Environment.NowMs);

    public override string JobName => context.Environment.JobName;

    public override string OperatorName => context.Name;

    public override int SubtaskIndex => context.SubtaskIndex;

    public override int Parallelism => context.Parallelism;

    public override int Attempt => context.Environment.Attempt;

    public override IValueState<T> State<T>(ValueStateDescriptor<T> descriptor) => states.State(descriptor);

    public override IListState<T> State<T>(ListStateDescriptor<T> descriptor) => states.State(descriptor);

    public override IMapState<TMapKey, TMapValue> State<TMapKey, TMapValue>(MapStateDescriptor<TMapKey, TMapValue> descriptor) =>
        states.State(descriptor);

    public override IReducingState<T> State<T>(ReducingStateDescriptor<T> descriptor) => states.State(descriptor);

    public override IAggregatingState<TIn, TOut> State<TIn, TAccumulator, TOut>(
        AggregatingStateDescriptor<TIn, TAccumulator, TOut> descriptor) => states.State(descriptor);
}
