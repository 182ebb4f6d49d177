using Weir.Operators.Functions;
using Weir.Operators.Runtime;

namespace Weir.Operators.Transforms;

/// <summary>The context handed to functions on keyed streams.</summary>
internal sealed class OperatorKeyedContext<TKey>(KeyedTimers<TKey> timers) : KeyedContext<TKey>
{
    public override TKey Key => timers.Key;

    public override TimerService Timers => timers;
}
