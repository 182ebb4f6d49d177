using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Actors.Alerts;
using Weir.Actors.Jobs;
using Weir.Host.Terminal;

namespace Weir.Host.Clusters;

/// <summary>What <c>weir alerts</c> prints.</summary>
internal static class AlertText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Table(IReadOnlyList<JobAlert> alerts)
    {
        if (alerts.Count == 0)
        {
            return "There are no alerts." + Environment.NewLine;
        }

        var table = new TextTable("JOB", "NAME", "RULE", "STATE", "FIRED", "CLEARED", "MESSAGE");
        foreach (var alert in alerts)
        {
            table.Add(
                alert.JobId,
                alert.JobName,
                alert.Rule.Text(),
                alert.IsFiring ? "FIRING" : "CLEARED",
                Time(alert.FiredAt),
                alert.ClearedAt is { } cleared ? Time(cleared) : "",
                alert.Message.ReplaceLineEndings(" "));
        }

        return table.ToString();
    }

    public static string Json(IReadOnlyList<JobAlert> alerts) =>
        new JsonObject { ["alerts"] = new JsonArray([.. alerts.Select(AlertPost.Json)]) }.ToJsonString(Indented);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
