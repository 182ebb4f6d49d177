namespace Weir.Actors.Restarts;

/// <summary>Which restart strategy a job has, with its figures: <c>weir.checkpointing.restart</c>.</summary>
internal abstract record RestartConfiguration
{
    public static readonly RestartConfiguration Default = new ExponentialDelayConfiguration();

    /// <summary>The name as in the configuration.</summary>
    public abstract string Name { get; }

    public abstract RestartStrategy CreateStrategy();

    /// <summary>One entry per value out of range: key (relative to <c>restart</c>), value, range. Empty: all is well.</summary>
    public abstract IEnumerable<(string Key, string Value, string Range)> Problems();
}

/// <summary>1 s → 1 min, ×1.5, a tenth of jitter, back to the start after an hour without failure; never gives up.</summary>
internal sealed record ExponentialDelayConfiguration : RestartConfiguration
{
    public override string Name => "exponential";

    public TimeSpan InitialDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaximumDelay { get; init; } = TimeSpan.FromMinutes(1);

    public double Multiplier { get; init; } = 1.5;

    /// <summary>A delay d becomes one between d × (1 − jitter) and d × (1 + jitter).</summary>
    public double Jitter { get; init; } = 0.1;

    public TimeSpan ResetAfter { get; init; } = TimeSpan.FromHours(1);

    public override RestartStrategy CreateStrategy() => new ExponentialDelayStrategy(this);

    public override IEnumerable<(string Key, string Value, string Range)> Problems()
    {
        if (InitialDelay < TimeSpan.Zero || InitialDelay > MaximumDelay)
        {
            yield return ("exponential.initial-delay", InitialDelay.ToString(), $"zero to max-delay ({MaximumDelay})");
        }

        if (MaximumDelay > TimeSpan.FromDays(1))
        {
            yield return ("exponential.max-delay", MaximumDelay.ToString(), "at most one day");
        }

        if (!(Multiplier is >= 1 and <= 100))
        {
            yield return ("exponential.multiplier", $"{Multiplier}", "1 to 100");
        }

        if (!(Jitter is >= 0 and <= 1))
        {
            yield return ("exponential.jitter", $"{Jitter}", "0 to 1");
        }

        if (ResetAfter < TimeSpan.Zero)
        {
            yield return ("exponential.reset-after", ResetAfter.ToString(), "zero or more");
        }
    }
}

/// <summary>So many attempts, the same pause before each; then the job fails.</summary>
internal sealed record FixedDelayConfiguration : RestartConfiguration
{
    public override string Name => "fixed-delay";

    public int Attempts { get; init; } = 3;

    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    public override RestartStrategy CreateStrategy() => new FixedDelayStrategy(this);

    public override IEnumerable<(string Key, string Value, string Range)> Problems()
    {
        if (Attempts < 1)
        {
            yield return ("fixed-delay.attempts", $"{Attempts}", "at least 1");
        }

        if (Delay < TimeSpan.Zero || Delay > TimeSpan.FromDays(1))
        {
            yield return ("fixed-delay.delay", Delay.ToString(), "zero to one day");
        }
    }
}

/// <summary>Restarts as long as no more than so many failures fall into the interval.</summary>
internal sealed record FailureRateConfiguration : RestartConfiguration
{
    public override string Name => "failure-rate";

    public int MaximumFailures { get; init; } = 3;

    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    public override RestartStrategy CreateStrategy() => new FailureRateStrategy(this);

    public override IEnumerable<(string Key, string Value, string Range)> Problems()
    {
        if (MaximumFailures < 1)
        {
            yield return ("failure-rate.max-failures", $"{MaximumFailures}", "at least 1");
        }

        if (Interval <= TimeSpan.Zero)
        {
            yield return ("failure-rate.interval", Interval.ToString(), "more than zero");
        }

        if (Delay < TimeSpan.Zero || Delay > TimeSpan.FromDays(1))
        {
            yield return ("failure-rate.delay", Delay.ToString(), "zero to one day");
        }
    }
}

/// <summary>The first failure fails the job.</summary>
internal sealed record NoRestartConfiguration : RestartConfiguration
{
    public override string Name => "none";

    public override RestartStrategy CreateStrategy() => new NoRestartStrategy();

    public override IEnumerable<(string Key, string Value, string Range)> Problems() => [];
}
