using Weir.Actors.Alerts;
using Weir.Actors.Jobs;

namespace Weir.Unit.Actors.Alerts;

public class AlertHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_alert_that_is_over_takes_the_place_of_its_beginning()
    {
        var history = new AlertHistory();
        JobAlert first = Alert("a", minute: 1);
        history.Add(first);
        history.Add(Alert("b", minute: 2));
        history.Add(first with { ClearedAt = Start.AddMinutes(3) });
        history.Latest(null).Select(alert => (alert.JobId, alert.IsFiring)).ShouldBe([("b", true), ("a", false)]);
        history.Latest("a").Count.ShouldBe(1);
    }

    [Fact]
    public void The_end_of_a_job_ends_its_alerts_and_no_others()
    {
        var history = new AlertHistory();
        history.Add(Alert("a", minute: 1));
        history.Add(Alert("b", minute: 2));
        history.End("a", Start.AddMinutes(9));
        JobAlert ended = history.Latest("a")[0];
        ended.ClearedAt.ShouldBe(Start.AddMinutes(9));
        ended.Message.ShouldBe("the job has ended; before: silent");
        history.Latest("b")[0].IsFiring.ShouldBeTrue();
    }

    [Fact]
    public void That_a_job_was_not_relaunched_outlives_its_end_until_it_is_submitted_again()
    {
        var history = new AlertHistory();
        history.Add(Alert("a", minute: 1) with { Rule = AlertRule.Relaunch });
        history.End("a", Start.AddMinutes(2));
        history.Latest("a")[0].IsFiring.ShouldBeTrue();
        history.Clear("a", AlertRule.Relaunch, Start.AddMinutes(3), "it was submitted again");
        history.Latest("a")[0].IsFiring.ShouldBeFalse();
    }

    [Fact]
    public void The_oldest_are_forgotten()
    {
        var history = new AlertHistory();
        for (int minute = 0; minute < 1500; minute++)
        {
            history.Add(Alert("a", minute));
        }

        history.Latest(null).Count.ShouldBe(1000);
        history.Latest(null)[0].FiredAt.ShouldBe(Start.AddMinutes(1499));
    }

    private static JobAlert Alert(string jobId, int minute) =>
        new(jobId, "name", AlertRule.CheckpointSilence, Start.AddMinutes(minute), ClearedAt: null, "silent", LatestFailure: null);
}
