namespace Weir.Testing;

/// <summary>The clock of a test cluster. It goes as fast as the machine's; tests let it jump.</summary>
/// <remarks>
/// A jump moves the time of day, as when an operator or a time service corrects it: processing-time timers, event times that are taken
/// from the clock, and the times in status and history see it. Durations are measured by another clock, which never jumps: intervals and
/// timeouts of checkpoints, restart delays and heartbeats go on as before.
/// </remarks>
public sealed class TestClock : TimeProvider
{
    private long _offsetTicks;

    internal TestClock()
    {
    }

    /// <summary>How far it is from the machine's clock.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Volatile.Read(ref _offsetTicks));

    /// <summary>Moves the time of day, forward or (with a negative value) back.</summary>
    public void Jump(TimeSpan by) => Interlocked.Add(ref _offsetTicks, by.Ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
