using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Actors.Jobs;

namespace Weir.Actors.Alerts;

/// <summary>What a webhook receives.</summary>
internal static class AlertPost
{
    public static byte[] Of(JobAlert alert) => JsonSerializer.SerializeToUtf8Bytes(Json(alert));

    /// <summary>The form of an alert in all JSON that Weir writes.</summary>
    public static JsonObject Json(JobAlert alert) => new()
    {
        ["status"] = alert.IsFiring ? "firing" : "cleared",
        ["jid"] = alert.JobId,
        ["job-name"] = alert.JobName,
        ["rule"] = alert.Rule.Text(),
        ["message"] = alert.Message,
        ["fired-at"] = alert.FiredAt.ToUnixTimeMilliseconds(),
        ["cleared-at"] = alert.ClearedAt?.ToUnixTimeMilliseconds(),
        ["latest-failure"] = alert.LatestFailure is { } cause
            ? new JsonObject
            {
                ["exceptionName"] = cause.Type,
                ["message"] = cause.Message,
                ["timestamp"] = cause.OccurredAt?.ToUnixTimeMilliseconds(),
            }
            : null,
    };
}
