using Weir.State;

namespace Weir.Operators.Functions;

/// <summary>
/// What a function can know of a record that every subtask receives, and do with it: change broadcast state, and state of the keys of this
/// subtask. The record has no key: keyed states and timers can be used during the visit of a key only.
/// </summary>
public abstract class KeyedBroadcastContext<TKey> : BroadcastContext
{
    private protected KeyedBroadcastContext()
    {
    }

    /// <summary>Event time, milliseconds since 1970-01-01 UTC; <see cref="long.MinValue"/> before the first watermark.</summary>
    public abstract long CurrentWatermark { get; }

    /// <summary>The clock, milliseconds since 1970-01-01 UTC.</summary>
    public abstract long CurrentProcessingTime { get; }

    /// <summary>The timers of the key that is being visited.</summary>
    /// <exception cref="InvalidOperationException">None is.</exception>
    public abstract TimerService Timers { get; }

    /// <summary>
    /// Begins to go through the keys of this subtask that have something in a state, some at a time. It may go on with later records,
    /// those of the keyed stream and timers included.
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
