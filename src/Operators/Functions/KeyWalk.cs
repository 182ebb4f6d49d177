namespace Weir.Operators.Functions;

/// <summary>
/// Goes once through the keys of a subtask that have something in a state, some of them at a time. A key that has something from the
/// beginning to the end comes exactly once, whatever is added, changed or removed meanwhile; one that is added meanwhile may come or not,
/// and one that has nothing any more does not. The order is none.
/// </summary>
/// <remarks>It is no state: after a failure the function begins anew. To be used by the function that began it, on its own thread only.</remarks>
public abstract class KeyWalk<TKey>
{
    private protected KeyWalk()
    {
    }

    /// <summary>How many keys have been visited.</summary>
    public long Visited { get; private protected set; }

    /// <summary>Whether all have been visited.</summary>
    public bool IsDone { get; private protected set; }

    /// <summary>
    /// Visits some keys. During a visit the states and timers of the function are those of the visited key, and may be changed and
    /// cleared; afterwards they are those of the key before.
    /// </summary>
    /// <param name="keys">How many at most; the stream waits as long.</param>
    /// <param name="visit">Called with each key.</param>
    /// <returns>Whether there may be more.</returns>
    /// <exception cref="InvalidOperationException">It is called during a visit.</exception>
    public abstract bool Step(int keys, Action<TKey> visit);
}
