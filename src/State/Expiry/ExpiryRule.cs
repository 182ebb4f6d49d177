namespace Weir.State.Expiry;

/// <summary>A state's time to live, and the clock.</summary>
/// <param name="ttl">As the descriptor says.</param>
/// <param name="now">Processing time in milliseconds.</param>
internal sealed class ExpiryRule(StateTtl ttl, Func<long> now)
{
    private readonly long _duration = (long)Math.Min(ttl.Duration.TotalMilliseconds, long.MaxValue / 2);

    public StateTtl Ttl => ttl;

    public bool RefreshesOnRead => ttl.Update == TtlUpdate.OnReadAndWrite;

    public bool ShowsExpired => ttl.Visibility == TtlVisibility.ReturnExpiredIfNotCleanedUp;

    public long Now => now();

    /// <summary>What was last used then, or before, has expired.</summary>
    public long Cutoff => Now - _duration;

    public bool IsExpired<T>(in Timed<T> value) => Now - value.UsedAt >= _duration;

    public Timed<T> Used<T>(T value) => new(Now, value);
}
