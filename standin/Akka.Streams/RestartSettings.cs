namespace Akka.Streams;

/// <summary>How fast and how often a stream is started again: the back-off doubles from the least to the greatest, plus a random part.</summary>
public class RestartSettings
{
    private RestartSettings(TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxRestarts, TimeSpan maxRestartsWithin)
    {
        MinBackoff = minBackoff;
        MaxBackoff = maxBackoff;
        RandomFactor = randomFactor;
        MaxRestarts = maxRestarts;
        MaxRestartsWithin = maxRestartsWithin;
    }

    public TimeSpan MinBackoff { get; }

    public TimeSpan MaxBackoff { get; }

    /// <summary>0.2 adds up to a fifth to each back-off.</summary>
    public double RandomFactor { get; }

    public int MaxRestarts { get; }

    public TimeSpan MaxRestartsWithin { get; }

    /// <summary>Settings without a limit of restarts; they are counted within <paramref name="minBackoff"/>.</summary>
    public static RestartSettings Create(TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        new(minBackoff, maxBackoff, randomFactor, int.MaxValue, minBackoff);

    public RestartSettings WithMinBackoff(TimeSpan value) => new(value, MaxBackoff, RandomFactor, MaxRestarts, MaxRestartsWithin);

    public RestartSettings WithMaxBackoff(TimeSpan value) => new(MinBackoff, value, RandomFactor, MaxRestarts, MaxRestartsWithin);

    public RestartSettings WithRandomFactor(double value) => new(MinBackoff, MaxBackoff, value, MaxRestarts, MaxRestartsWithin);

    /// <summary>At most <paramref name="count"/> restarts within the given time.</summary>
    public RestartSettings WithMaxRestarts(int count, TimeSpan within) => new(MinBackoff, MaxBackoff, RandomFactor, count, within);
}
