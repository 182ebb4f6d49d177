namespace Weir.Operators.Functions;

/// <summary>The timers of the current key. A timer is named by key, domain and time: setting it twice is setting it once. Timers are state and survive failures.</summary>
public abstract class TimerService
{
    private protected TimerService()
    {
    }

    /// <summary>Event time, milliseconds since 1970-01-01 UTC; <see cref="long.MinValue"/> before the first watermark.</summary>
    public abstract long CurrentWatermark { get; }

    /// <summary>The clock, milliseconds since 1970-01-01 UTC.</summary>
    public abstract long CurrentProcessingTime { get; }

    /// <summary>Fires when the watermark reaches <paramref name="timestamp"/>, milliseconds since 1970-01-01 UTC; with the next watermark if it has.</summary>
    public abstract void SetEventTimer(long timestamp);

    /// <summary>Fires when the clock reaches <paramref name="timestamp"/>, milliseconds since 1970-01-01 UTC.</summary>
    public abstract void SetProcessingTimer(long timestamp);

    /// <summary>Takes an event-time timer of this key back, if it is set.</summary>
    public abstract void DeleteEventTimer(long timestamp);

    /// <summary>Takes a processing-time timer of this key back, if it is set.</summary>
    public abstract void DeleteProcessingTimer(long timestamp);
}
