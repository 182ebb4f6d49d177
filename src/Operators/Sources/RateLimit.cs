namespace Weir.Operators.Sources;

/// <summary>
/// Says how many records may be emitted now. What could not be emitted in time, because of backpressure, is caught up on for a tenth of a second only:
/// a longer burst would not be a limit.
/// </summary>
internal sealed class RateLimit(double recordsPerSecond, TimeProvider timeProvider)
{
    private const double BurstSeconds = 0.1;

    /// <summary>Waits are not shorter than this: at a high rate several records are due at once.</summary>
    private static readonly TimeSpan MinWait = TimeSpan.FromMilliseconds(1);

    private double recordsPerSecond = recordsPerSecond;
    private long lastTimestamp = timeProvider.GetTimestamp();

    /// <summary>Records that are due; the first one is due at once.</summary>
    private double due = 1;

    public int Available()
    {
        Accrue();
        return (int)Math.Min(due, int.MaxValue);
    }

    public void Take(int count) => due -= count;

    public TimeSpan UntilNext()
    {
        var wait = TimeSpan.FromSeconds(Math.Min((1 - due) / recordsPerSecond, TimeSpan.FromDays(1).TotalSeconds));
        return wait > MinWait ? wait : MinWait;
    }

    public void Change(double newRecordsPerSecond)
    {
        Accrue();
        recordsPerSecond = newRecordsPerSecond;
    }

    private void Accrue()
    {
        var now = timeProvider.GetTimestamp();
        due += timeProvider.GetElapsedTime(lastTimestamp, now).TotalSeconds * recordsPerSecond;
        due = Math.Min(due, Math.Max(1, recordsPerSecond * BurstSeconds));
        lastTimestamp = now;
    }
}
