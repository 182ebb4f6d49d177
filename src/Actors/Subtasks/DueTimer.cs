namespace Weir.Actors.Subtasks;

/// <summary>Says that the time of a checkpoint's barrier is out. Armed and asked on one thread; only the latest counts.</summary>
internal sealed class DueTimer : IDisposable
{
    private readonly ITimer _timer;
    private long _armed;
    private long _due;

    /// <param name="clock">The clock.</param>
    /// <param name="notify">Called on any thread when something is due.</param>
    public DueTimer(TimeProvider clock, Action notify)
    {
        _timer = clock.CreateTimer(
            _ =>
            {
                Volatile.Write(ref _due, Volatile.Read(ref _armed));
                notify();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    public void Arm(long checkpointId, TimeSpan after)
    {
        Volatile.Write(ref _armed, checkpointId);
        _timer.Change(after, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The checkpoint whose time is out, once; 0: none.</summary>
    public long TakeDue() => Interlocked.Exchange(ref _due, 0);

    public void Dispose() => _timer.Dispose();
}
