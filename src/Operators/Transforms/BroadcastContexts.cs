using Weir.Operators.Functions;
using Weir.Operators.Runtime;
using Weir.State;
using Weir.State.Backends;

namespace Weir.Operators.Transforms;

/// <summary>The context of records beside a broadcast stream.</summary>
internal sealed class OperatorBroadcastReadContext(BroadcastStates states) : BroadcastReadContext
{
    public override IReadOnlyBroadcastState<TMapKey, TMapValue> BroadcastState<TMapKey, TMapValue>(BroadcastStateDescriptor<TMapKey, TMapValue> descriptor) =>
        states.State(descriptor);
}

/// <summary>The context of broadcast records.</summary>
internal sealed class OperatorBroadcastContext(BroadcastStates states) : BroadcastContext
{
    public override IBroadcastState<TMapKey, TMapValue> BroadcastState<TMapKey, TMapValue>(BroadcastStateDescriptor<TMapKey, TMapValue> descriptor) =>
        states.State(descriptor);
}

/// <summary>The context of keyed records and timers beside a broadcast stream.</summary>
internal sealed class OperatorKeyedBroadcastReadContext<TKey>(BroadcastStates states, KeyedTimers<TKey> timers, KeyedStateBackend<TKey> backend, KeyBinding binding)
    : KeyedBroadcastReadContext<TKey>
{
    public override TKey Key => timers.Key;

    public override TimerService Timers => timers;

    public override KeyWalk<TKey> Walk(StateDescriptor state) => new BackendKeyWalk<TKey>(backend, timers, binding, state);

    public override IReadOnlyBroadcastState<TMapKey, TMapValue> BroadcastState<TMapKey, TMapValue>(BroadcastStateDescriptor<TMapKey, TMapValue> descriptor) =>
        states.State(descriptor);
}

/// <summary>The context of broadcast records beside a keyed stream.</summary>
internal sealed class OperatorKeyedBroadcastContext<TKey>(BroadcastStates states, KeyedTimers<TKey> timers, KeyedStateBackend<TKey> backend, KeyBinding binding)
    : KeyedBroadcastContext<TKey>
{
    public override long CurrentWatermark => timers.CurrentWatermark;

    public override long CurrentProcessingTime => timers.CurrentProcessingTime;

    public override TimerService Timers
    {
        get
        {
            binding.Check();
            return timers;
        }
    }

    public override KeyWalk<TKey> Walk(StateDescriptor state) => new BackendKeyWalk<TKey>(backend, timers, binding, state);

    public override IBroadcastState<TMapKey, TMapValue> BroadcastState<TMapKey, TMapValue>(BroadcastStateDescriptor<TMapKey, TMapValue> descriptor) =>
        states.State(descriptor);
}
