namespace Weir.Simulation.Snapshots;

/// <summary>A clock that goes on by a second when it is told to.</summary>
internal sealed class SteppingTime : TimeProvider
{
    private long _seconds;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => _seconds;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(_seconds);

    public void Advance() => _seconds++;
}
