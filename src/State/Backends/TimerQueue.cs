namespace Weir.State.Backends;

/// <summary>Timers by time. A key has at most one timer for each time; in what order those of one time come is the backend's.</summary>
internal abstract class TimerQueue<TKey>
{
    /// <summary>How many timers there are. May take time: for tests and errors.</summary>
    public abstract int Count { get; }

    /// <summary>The time of the next timer; null when there is none.</summary>
    public abstract long? NextTimestamp { get; }

    /// <summary>Adds a timer; false when the key has one for that time already.</summary>
    public abstract bool Add(long timestamp, in TKey key, uint hash);

    /// <summary>Deletes a timer; false when there is none.</summary>
    public abstract bool Delete(long timestamp, in TKey key, uint hash);

    /// <summary>Takes the next timer that is due at <paramref name="upTo"/> or before.</summary>
    public abstract bool TryPop(long upTo, out Timer<TKey> timer);

    /// <summary>
    /// The timers that are due at <paramref name="upTo"/> or before, each taken when it is asked for: those that are added meanwhile
    /// and are due come too.
    /// </summary>
    public IEnumerable<Timer<TKey>> PopUpTo(long upTo)
    {
        while (TryPop(upTo, out var timer))
        {
            yield return timer;
        }
    }
}
