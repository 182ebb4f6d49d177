namespace Weir.Operators.Functions;

/// <summary>The timers of the current key. A timer is named by key, domain and time: setting it twice is setting it once. Timers are state and survive failures.</summary>
/// <remarks>
/// Timers of one time fire in no order that could be relied upon: it differs between backends, and from before a restore to after it.
/// When all input has ended, event time goes to its end: every event-time timer that is set fires, and those that are set from then on,
/// by these timers too, are dropped, so that a timer that sets the next one ends. Processing-time timers that are pending when all input
/// has ended are dropped: what a function must still emit then, it has to emit from an event-time timer.
/// </remarks>
public abstract class TimerService
{
    private protected TimerService()
    {
    }

    /// <summary>Event time, milliseconds since 1970-01-01 UTC; <see cref="long.MinValue"/> before the first watermark.</summary>
    public abstract long CurrentWatermark { get; }

    /// <summary>The clock, milliseconds since 1970-01-01 UTC.</summary>
    public abstract long CurrentProcessingTime { get; }

    /// <summary>Fires when the watermark reaches <paramref name="timestamp"/>, milliseconds since 1970-01-01 UTC; with the next watermark if it has; never when event time has ended.</summary>
    public abstract void SetEventTimer(long timestamp);

    /// <summary>Fires when the clock reaches <paramref name="timestamp"/>, milliseconds since 1970-01-01 UTC, unless all input has ended before.</summary>
    public abstract void SetProcessingTimer(long timestamp);

    /// <summary>Takes an event-time timer of this key back, if it is set.</summary>
    public abstract void DeleteEventTimer(long timestamp);

    /// <summary>Takes a processing-time timer of this key back, if it is set.</summary>
    public abstract void DeleteProcessingTimer(long timestamp);
}
