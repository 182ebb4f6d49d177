using Weir.State;

namespace Weir.Operators.Functions;

/// <summary>What a function on a keyed stream can know of the record it is processing.</summary>
public abstract class KeyedContext<TKey> : ProcessContext
{
    private protected KeyedContext()
    {
    }

    /// <summary>The key that states and timers are bound to.</summary>
    public abstract TKey Key { get; }

    /// <summary>The timers of the key.</summary>
    public abstract TimerService Timers { get; }

    /// <summary>
    /// Begins to go through the keys of this subtask that have something in a state, some at a time: to clean up without holding the stream
    /// up for long.
    /// </summary>
    /// <param name="state">One that the function has asked for when it was opened.</param>
    /// <exception cref="ArgumentException">It has not.</exception>
    public abstract KeyWalk<TKey> Walk(StateDescriptor state);

    /// <summary>Visits all keys of this subtask that have something in a state, at once: the stream waits as long.</summary>
    /// <param name="state">One that the function has asked for when it was opened.</param>
    /// <param name="visit">Called with each key; states and timers are those of the key.</param>
    /// <returns>How many.</returns>
    /// <exception cref="ArgumentException">It has not asked for the state.</exception>
    public long EachKey(StateDescriptor state, Action<TKey> visit)
    {
        var walk = Walk(state);
        while (walk.Step(int.MaxValue, visit))
        {
        }

        return walk.Visited;
    }
}
