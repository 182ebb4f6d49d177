using System.Globalization;
using Weir.Actors.Jobs;

namespace Weir.Actors.Alerts;

/// <summary>
/// The alert rules of one job, evaluated now and then. A rule that holds fires once, and again only after it was found not
/// to hold any more.
/// </summary>
/// <param name="configuration">The limits.</param>
/// <param name="interval">Between checkpoints; null: there are no periodic ones, and their absence is no alert.</param>
/// <param name="timeout">After which a checkpoint is given up.</param>
/// <param name="started">Since when the figures count.</param>
internal sealed class AlertRules(AlertConfiguration configuration, TimeSpan? interval, TimeSpan timeout, DateTimeOffset started)
{
    private AlertConfiguration _limits = configuration;
    private TimeSpan? _interval = interval;
    private TimeSpan _timeout = timeout;

    // Oldest first; the newest is that of the evaluation before.
    private readonly List<Sample> _samples = [new Sample(started, 0, 0)];
    private readonly Dictionary<AlertRule, DateTimeOffset> _firing = [];

    /// <summary>The rules that fire.</summary>
    public IReadOnlyCollection<AlertRule> Firing => _firing.Keys;

    /// <summary>Other limits from now on; what fires is looked at anew at the next evaluation.</summary>
    public void Change(AlertConfiguration configuration, TimeSpan? interval, TimeSpan timeout)
    {
        _limits = configuration;
        _interval = interval;
        _timeout = timeout;
    }

    /// <summary>What has changed since the last evaluation.</summary>
    public IReadOnlyList<AlertChange> Evaluate(AlertFigures figures, DateTimeOffset now)
    {
        // An evaluation that comes a little late must not lose what happened at the window's beginning.
        DateTimeOffset horizon = now - _limits.Window - (_limits.Every / 2 ?? TimeSpan.Zero);
        _samples.RemoveAll(sample => sample.At < horizon && sample != _samples[^1]);
        Sample before = _samples[^1];
        long increase = figures.FailedCheckpoints - _samples.Where(sample => sample.At >= horizon).Select(sample => sample.Failed).DefaultIfEmpty(before.Failed).Min();

        var changes = new List<AlertChange>();
        Judge(changes, now, AlertRule.CheckpointFailureIncrease, increase >= _limits.Threshold, Text(
            $"{increase} checkpoints failed within {_limits.Window}; the limit is {_limits.Threshold}"));
        Judge(changes, now, AlertRule.CheckpointFailureTotal, figures.FailedCheckpoints >= _limits.TotalThreshold, Text(
            $"{figures.FailedCheckpoints} checkpoints failed since {started:u}; the limit is {_limits.TotalThreshold}"));
        JudgeSilence(changes, figures, now);
        JudgeRestarts(changes, figures, before, now);
        _samples.Add(new Sample(now, figures.FailedCheckpoints, figures.Restarts));
        return changes;
    }

    private void JudgeSilence(List<AlertChange> changes, AlertFigures figures, DateTimeOffset now)
    {
        if (_limits.SilenceFactor is not { } factor || _interval is not { } between)
        {
            Judge(changes, now, AlertRule.CheckpointSilence, holds: false, "the rule is off");
            return;
        }

        TimeSpan silence = now - (figures.LatestSuccess ?? started);
        TimeSpan limit = (between + _timeout) * factor;
        Judge(changes, now, AlertRule.CheckpointSilence, silence > limit, Text(
            $"no checkpoint was completed for {Rounded(silence)}; the limit is {Rounded(limit)}: {factor:0.##} × (interval {between} + timeout {_timeout})"));
    }

    private void JudgeRestarts(List<AlertChange> changes, AlertFigures figures, Sample before, DateTimeOffset now)
    {
        if (_limits.RestartsPerMinute is not { } limit)
        {
            Judge(changes, now, AlertRule.Restarts, holds: false, "the rule is off");
            return;
        }

        if (now <= before.At)
        {
            return;
        }

        long restarts = figures.Restarts - before.Restarts;
        double rate = restarts / (now - before.At).TotalMinutes;
        Judge(changes, now, AlertRule.Restarts, rate >= limit, Text(
            $"{restarts} restarts within {Rounded(now - before.At)}, {rate:0.##} a minute; the limit is {limit:0.##} a minute"));
    }

    private void Judge(List<AlertChange> changes, DateTimeOffset now, AlertRule rule, bool holds, string message)
    {
        if (holds && _firing.TryAdd(rule, now))
        {
            changes.Add(new AlertChange(rule, IsFiring: true, now, message));
        }
        else if (!holds && _firing.Remove(rule, out DateTimeOffset since))
        {
            changes.Add(new AlertChange(rule, IsFiring: false, since, message));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static TimeSpan Rounded(TimeSpan time) => time < TimeSpan.FromSeconds(10)
        ? TimeSpan.FromMilliseconds(Math.Round(time.TotalMilliseconds))
        : TimeSpan.FromSeconds(Math.Round(time.TotalSeconds));

    private readonly record struct Sample(DateTimeOffset At, long Failed, long Restarts);
}
