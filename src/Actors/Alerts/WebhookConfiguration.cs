namespace Weir.Actors.Alerts;

/// <summary><c>weir.checkpointing.alert.webhook</c>: who is told of alerts by HTTP.</summary>
internal sealed record WebhookConfiguration
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Where alerts are posted to, as given.</summary>
    public required string Url { get; init; }

    /// <summary>The value of the Authorization header; empty: none.</summary>
    public string Authorization { get; init; } = "";

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After so many attempts in vain an alert is given up.</summary>
    public int MaximumAttempts { get; init; } = 10;

    /// <summary>From the first attempt to the second; then twice as long each time.</summary>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaximumDelay { get; init; } = TimeSpan.FromMinutes(5);

    public IEnumerable<(string Key, string Value, string Range)> Problems()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            yield return ("url", Url, "empty, or an absolute URL of http or https");
        }

        if (Timeout <= TimeSpan.Zero || Timeout > Longest)
        {
            yield return ("timeout", $"{Timeout}", "above 0, at most 1 h");
        }

        if (MaximumAttempts is < 1 or > 1000)
        {
            yield return ("max-attempts", $"{MaximumAttempts}", "1 to 1000");
        }

        if (InitialDelay <= TimeSpan.Zero || InitialDelay > MaximumDelay)
        {
            yield return ("initial-delay", $"{InitialDelay}", "above 0, at most webhook.max-delay");
        }

        if (MaximumDelay > Longest)
        {
            yield return ("max-delay", $"{MaximumDelay}", "at most 1 h");
        }
    }

    /// <summary>How long to wait after so many attempts in vain.</summary>
    public TimeSpan DelayAfter(int attempts)
    {
        double doublings = Math.Pow(2, Math.Min(attempts - 1, 30));
        TimeSpan delay = InitialDelay * doublings;
        return delay < MaximumDelay ? delay : MaximumDelay;
    }

    /// <summary>Without what only the receiver is to know.</summary>
    public override string ToString() => Url;
}
