using Weir.Actors.Jobs;

namespace Weir.Actors.Alerts;

/// <summary>The rules' names in logs, JSON and metrics.</summary>
internal static class AlertRuleText
{
    public static string Text(this AlertRule rule) => rule switch
    {
        AlertRule.CheckpointFailureIncrease => "increase",
        AlertRule.CheckpointFailureTotal => "total",
        AlertRule.CheckpointSilence => "silence",
        AlertRule.Restarts => "restarts",
        AlertRule.Relaunch => "relaunch",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown alert rule."),
    };
}
