namespace Weir.Operators.Time;

/// <summary>Gives records event time and says how far event time has come. Immutable.</summary>
public sealed class WatermarkStrategy<T>
{
    private WatermarkStrategy(Func<T, long>? timestamp, TimeSpan? delay)
    {
        SelectTimestamp = timestamp;
        Delay = delay;
    }

    private WatermarkStrategy(WatermarkStrategy<T> other)
    {
        SelectTimestamp = other.SelectTimestamp;
        Delay = other.Delay;
        Idleness = other.Idleness;
        Interval = other.Interval;
    }

    /// <summary>Gives a record's event time in milliseconds since 1970-01-01 UTC; null keeps what the source gave.</summary>
    internal Func<T, long>? SelectTimestamp { get; }

    /// <summary>How far behind the latest record time stands; null: no watermarks.</summary>
    internal TimeSpan? Delay { get; }

    internal TimeSpan? Idleness { get; private init; }

    internal TimeSpan Interval { get; private init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>For records whose event time never goes back.</summary>
    /// <param name="timestamp">Event time in milliseconds since 1970-01-01 UTC; null keeps what the source gave.</param>
    public static WatermarkStrategy<T> Monotonous(Func<T, long>? timestamp = null) => new(timestamp, TimeSpan.Zero);

    /// <summary>For records that come at most <paramref name="bound"/> behind a later one; those that come later still are late.</summary>
    /// <param name="bound">Not negative.</param>
    /// <param name="timestamp">Event time in milliseconds since 1970-01-01 UTC; null keeps what the source gave.</param>
    public static WatermarkStrategy<T> BoundedOutOfOrderness(TimeSpan bound, Func<T, long>? timestamp = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, TimeSpan.Zero);
        return new WatermarkStrategy<T>(timestamp, bound);
    }

    /// <summary>For records with event time whose progress nobody asks for.</summary>
    /// <param name="timestamp">Event time in milliseconds since 1970-01-01 UTC; null keeps what the source gave.</param>
    public static WatermarkStrategy<T> NoWatermarks(Func<T, long>? timestamp = null) => new(timestamp, null);

    /// <summary>A subtask without records for that long does not hold event time back.</summary>
    public WatermarkStrategy<T> WithIdleness(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        return new WatermarkStrategy<T>(this) { Idleness = timeout };
    }

    /// <summary>How often watermarks are sent, 200 ms unless set; zero: after each batch of records.</summary>
    public WatermarkStrategy<T> WithInterval(TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.Zero);
        return new WatermarkStrategy<T>(this) { Interval = interval };
    }
}
