using Weir.Operators.Functions;
using Weir.Operators.Runtime;
using Weir.State;
using Weir.State.Backends;

namespace Weir.Operators.Transforms;

/// <summary>The context handed to functions on keyed streams.</summary>
internal sealed class OperatorKeyedContext<TKey>(KeyedTimers<TKey> timers, KeyedStateBackend<TKey> backend) : KeyedContext<TKey>
{
    public override TKey Key => timers.Key;

    public override TimerService Timers => timers;

    public override KeyWalk<TKey> Walk(StateDescriptor state) => new BackendKeyWalk<TKey>(backend, timers, null, state);
}
