namespace Weir.Actors.Deployments;

/// <summary>The wall clock as it was at the start, plus the time since: the state machines' time never goes backwards.</summary>
internal sealed class MonotonicClock(TimeProvider time)
{
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private readonly long _timestamp = time.GetTimestamp();

    public TimeProvider Time => time;

    public DateTimeOffset Now => _started + time.GetElapsedTime(_timestamp);
}
