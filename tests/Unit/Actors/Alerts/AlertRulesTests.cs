using Weir.Actors.Alerts;
using Weir.Actors.Jobs;

namespace Weir.Unit.Actors.Alerts;

public class AlertRulesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(9);

    [Fact]
    public void Failures_within_the_window_fire_once_and_clear_when_they_have_left_it()
    {
        AlertRules rules = Rules();
        Failed(rules, minute: 5, failed: 2).ShouldBeEmpty();
        Failed(rules, minute: 10, failed: 3).ShouldBe(["fires CheckpointFailureIncrease since 10"]);
        Failed(rules, minute: 15, failed: 3).ShouldBeEmpty();
        Failed(rules, minute: 20, failed: 4).ShouldBe(["clears CheckpointFailureIncrease since 10"]);
        Failed(rules, minute: 25, failed: 7).ShouldBe(["fires CheckpointFailureIncrease since 25"]);
    }

    [Fact]
    public void A_late_evaluation_does_not_lose_what_happened_at_the_beginning_of_the_window()
    {
        AlertRules rules = Rules();
        Failed(rules, minute: 5.01, failed: 0).ShouldBeEmpty();
        Failed(rules, minute: 10.02, failed: 1).ShouldBeEmpty();
        Failed(rules, minute: 15.03, failed: 2).ShouldBeEmpty();
        Failed(rules, minute: 20.04, failed: 3).ShouldBe(["fires CheckpointFailureIncrease since 20.04"]);
    }

    [Fact]
    public void Failures_spread_wider_than_the_window_fire_nothing()
    {
        AlertRules rules = Rules();
        for (int evaluation = 1; evaluation < 100; evaluation++)
        {
            Failed(rules, minute: evaluation * 5, failed: evaluation / 3).ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_total_never_clears()
    {
        AlertRules rules = Rules(new AlertConfiguration { Threshold = null, TotalThreshold = 5, SilenceFactor = null });
        Failed(rules, minute: 5, failed: 4).ShouldBeEmpty();
        Failed(rules, minute: 500, failed: 5).ShouldBe(["fires CheckpointFailureTotal since 500"]);
        Failed(rules, minute: 5000, failed: 5).ShouldBeEmpty();
        rules.Firing.ShouldBe([AlertRule.CheckpointFailureTotal]);
    }

    [Fact]
    public void Silence_is_measured_from_the_latest_success_and_from_the_start_before_there_is_one()
    {
        // 3 × (1 min + 9 min)
        AlertRules rules = Rules(new AlertConfiguration { Threshold = null });
        Text(rules.Evaluate(new AlertFigures(0, 0, null), At(30))).ShouldBeEmpty();
        Text(rules.Evaluate(new AlertFigures(0, 0, null), At(31))).ShouldBe(["fires CheckpointSilence since 31"]);
        Text(rules.Evaluate(new AlertFigures(0, 0, At(32)), At(35))).ShouldBe(["clears CheckpointSilence since 31"]);
        Text(rules.Evaluate(new AlertFigures(0, 0, At(32)), At(62))).ShouldBeEmpty();
        Text(rules.Evaluate(new AlertFigures(0, 0, At(32)), At(63))).ShouldBe(["fires CheckpointSilence since 63"]);
    }

    [Fact]
    public void A_job_without_periodic_checkpoints_is_never_too_silent()
    {
        var rules = new AlertRules(AlertConfiguration.Default, interval: null, Timeout, Start);
        rules.Evaluate(new AlertFigures(0, 0, null), At(1_000_000)).ShouldBeEmpty();
    }

    [Fact]
    public void Restarts_count_by_the_minute_since_the_evaluation_before()
    {
        AlertRules rules = Rules(new AlertConfiguration { SilenceFactor = null, RestartsPerMinute = 0.5 });
        Text(rules.Evaluate(new AlertFigures(0, 2, null), At(5))).ShouldBeEmpty();
        IReadOnlyList<AlertChange> fired = rules.Evaluate(new AlertFigures(0, 5, null), At(10));
        Text(fired).ShouldBe(["fires Restarts since 10"]);
        fired[0].Message.ShouldBe("3 restarts within 00:05:00, 0.6 a minute; the limit is 0.5 a minute");
        Text(rules.Evaluate(new AlertFigures(0, 6, null), At(15))).ShouldBe(["clears Restarts since 10"]);
    }

    [Fact]
    public void Other_limits_count_from_the_next_evaluation_and_a_rule_that_is_switched_off_clears()
    {
        AlertRules rules = Rules();
        Text(rules.Evaluate(new AlertFigures(2, 20, null), At(5))).ShouldBe(["fires Restarts since 5"]);
        rules.Change(new AlertConfiguration { Threshold = 2, RestartsPerMinute = null, SilenceFactor = 0.5 }, Interval, Timeout);
        Text(rules.Evaluate(new AlertFigures(2, 20, null), At(10))).ShouldBe(["fires CheckpointFailureIncrease since 10", "fires CheckpointSilence since 10", "clears Restarts since 5"]);
        rules.Change(new AlertConfiguration { Threshold = null, SilenceFactor = 3 }, interval: null, Timeout);
        Text(rules.Evaluate(new AlertFigures(2, 20, null), At(15))).ShouldBe(["clears CheckpointFailureIncrease since 10", "clears CheckpointSilence since 10"]);
    }

    [Fact]
    public void Figures_and_limit_are_in_the_message()
    {
        AlertRules rules = Rules();
        rules.Evaluate(new AlertFigures(7, 0, At(1)), At(5))[0].Message.ShouldBe("7 checkpoints failed within 00:15:00; the limit is 3");
    }

    private static AlertRules Rules(AlertConfiguration? configuration = null) => new(configuration ?? AlertConfiguration.Default, Interval, Timeout, Start);

    private static string[] Failed(AlertRules rules, double minute, long failed) =>
        Text(rules.Evaluate(new AlertFigures(failed, 0, At(minute)), At(minute)));

    private static string[] Text(IReadOnlyList<AlertChange> changes) =>
        [.. changes.Select(change => FormattableString.Invariant($"{(change.IsFiring ? "fires" : "clears")} {change.Rule} since {(change.Since - Start).TotalMinutes:0.##}"))];

    private static DateTimeOffset At(double minute) => Start + TimeSpan.FromMinutes(minute);
}
