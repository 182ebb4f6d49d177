using Weir.Actors.Alerts;
using Weir.Actors.Coordination;
using Weir.Actors.JobMasters;
using Weir.Actors.Jobs;

namespace Weir.Unit.Actors.Alerts;

public class JobAlertsTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private readonly JobAlerts _alerts = new(
        "5acbb3666f1d15db239b4b58aeb7c675",
        "word-count",
        new CheckpointingConfiguration { Alert = AlertConfiguration.Default with { Threshold = null, TotalThreshold = 2, SilenceFactor = null } },
        Start);

    [Fact]
    public void A_checkpoint_that_takes_too_long_and_then_fails_counts_once()
    {
        Note(Overdue(1), Failed(1, CheckpointFailureReason.Finalize));
        _alerts.Evaluate(Start + TimeSpan.FromMinutes(5)).ShouldBeEmpty();
        Note(Failed(2, CheckpointFailureReason.Expired));
        _alerts.Evaluate(Start + TimeSpan.FromMinutes(10)).ShouldHaveSingleItem().Rule.ShouldBe(AlertRule.CheckpointFailureTotal);
    }

    [Fact]
    public void One_that_takes_too_long_and_is_completed_has_not_failed()
    {
        Note(Overdue(1), Completed(1), Overdue(2), Completed(2));
        _alerts.Evaluate(Start + TimeSpan.FromMinutes(5)).ShouldBeEmpty();
    }

    private static ReportFailed Overdue(long id) => Failed(id, CheckpointFailureReason.Expired) with { IsOver = false };

    private static ReportFailed Failed(long id, CheckpointFailureReason reason) => new(id, CheckpointKind.Periodic, reason, "the storage does not answer");

    private static ReportCompleted Completed(long id) => new(id, CheckpointKind.Periodic, TimeSpan.FromMinutes(11), 100);

    private void Note(params IReadOnlyList<ProtocolEffect> effects)
    {
        foreach (ProtocolEffect effect in effects)
        {
            _alerts.Note(effect, Start);
        }
    }
}
