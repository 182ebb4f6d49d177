namespace Weir.Unit.Operators.Harness;

/// <summary>A clock that stands at 1970-01-01 UTC until it is moved.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset now = DateTimeOffset.UnixEpoch;

    public override DateTimeOffset GetUtcNow() => now;

    /// <summary>Moves the clock and returns its new time in milliseconds.</summary>
    public long Advance(long milliseconds)
    {
        now += TimeSpan.FromMilliseconds(milliseconds);
        return now.ToUnixTimeMilliseconds();
    }
}
