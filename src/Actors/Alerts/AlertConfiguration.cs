namespace Weir.Actors.Alerts;

/// <summary><c>weir.checkpointing.alert</c>, with its defaults.</summary>
internal sealed record AlertConfiguration
{
    public static readonly AlertConfiguration Default = new();

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    /// <summary>How often the rules are evaluated; null: never.</summary>
    public TimeSpan? Every { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Failed checkpoints within the window; null: the rule is off.</summary>
    public int? Threshold { get; init; } = 3;

    /// <summary>Failed checkpoints altogether; null: the rule is off.</summary>
    public int? TotalThreshold { get; init; }

    /// <summary>In units of interval + timeout; null: the rule is off.</summary>
    public double? SilenceFactor { get; init; } = 3;

    /// <summary>Null: the rule is off.</summary>
    public double? RestartsPerMinute { get; init; } = 1;

    /// <summary>Null: nobody is told by HTTP.</summary>
    public WebhookConfiguration? Webhook { get; init; }

    /// <summary>Key below <c>alert</c>, value and range of each value that cannot be used.</summary>
    public IEnumerable<(string Key, string Value, string Range)> Problems()
    {
        if (Every is { } every && (every < Shortest || every > Longest))
        {
            yield return ("every", $"{every}", $"off, or {Shortest.TotalMilliseconds} ms to {Longest.TotalDays} d");
        }

        if (Window < (Every ?? TimeSpan.Zero) || Window > Longest)
        {
            yield return ("window", $"{Window}", $"at least alert.every, and at most {Longest.TotalDays} d");
        }

        if (Threshold < 1)
        {
            yield return ("threshold", $"{Threshold}", "off, or 1 or more");
        }

        if (TotalThreshold < 1)
        {
            yield return ("total-threshold", $"{TotalThreshold}", "off, or 1 or more");
        }

        if (SilenceFactor is <= 0 or > 10_000)
        {
            yield return ("silence-factor", $"{SilenceFactor}", "off, or a number above 0, up to 10000");
        }

        if (RestartsPerMinute <= 0)
        {
            yield return ("restarts-per-minute", $"{RestartsPerMinute}", "off, or a number above 0");
        }

        foreach (var (key, value, range) in Webhook?.Problems() ?? [])
        {
            yield return ($"webhook.{key}", value, range);
        }
    }
}
