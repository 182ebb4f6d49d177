using Weir.Actors.Alerts;

namespace Weir.Actors.Configuration;

/// <summary>Reads <c>weir.checkpointing.alert</c>.</summary>
internal static class AlertConfigurationReader
{
    /// <param name="reader">Of <c>weir.checkpointing</c>; collects what can't be read.</param>
    public static AlertConfiguration Read(ConfigurationReader reader)
    {
        string url = reader.Text("alert.webhook.url");
        var webhook = new WebhookConfiguration
        {
            Url = url,
            Authorization = reader.Text("alert.webhook.authorization"),
            Timeout = reader.Duration("alert.webhook.timeout"),
            MaximumAttempts = reader.Count("alert.webhook.max-attempts"),
            InitialDelay = reader.Duration("alert.webhook.initial-delay"),
            MaximumDelay = reader.Duration("alert.webhook.max-delay"),
        };
        return new AlertConfiguration
        {
            Every = reader.DurationOrOff("alert.every"),
            Window = reader.Duration("alert.window"),
            Threshold = reader.CountOrOff("alert.threshold"),
            TotalThreshold = reader.CountOrOff("alert.total-threshold"),
            SilenceFactor = reader.NumberOrOff("alert.silence-factor"),
            RestartsPerMinute = reader.NumberOrOff("alert.restarts-per-minute"),
            Webhook = url.Length == 0 ? null : webhook,
        };
    }
}
