using Akka.Actor;
using Akka.TestKit.Xunit2;
using Weir.Actors.Alerts;
using Weir.Actors.Coordination;
using Weir.Actors.JobMasters;
using Weir.Actors.Jobs;

namespace Weir.Spec.Alerts;

/// <summary>From what happens to a job to what a webhook's receiver is told, at times that the test says.</summary>
public sealed class AlertDeliveryTests : TestKit
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    // Silent is who has completed no checkpoint for 3 × (1 min + 9 min).
    private static readonly CheckpointingConfiguration Checkpointing = new()
    {
        Interval = TimeSpan.FromMinutes(1),
        Timeout = TimeSpan.FromMinutes(9),
        Alert = new AlertConfiguration { Threshold = 3, Window = TimeSpan.FromMinutes(15), TotalThreshold = 5, SilenceFactor = 3, RestartsPerMinute = 0.5 },
    };

    private readonly JobAlerts _alerts = new("5acbb3666f1d15db239b4b58aeb7c675", "word-count", Checkpointing, Start);
    private long _checkpoint;

    [Fact]
    public async Task Each_rule_is_told_once_when_it_fires_and_once_when_it_clears()
    {
        await using var receiver = new WebhookReceiver();
        IActorRef webhooks = Sys.ActorOf(WebhookActor.Props());
        var expected = new List<string>();
        Note(1, new ReportCompleted(++_checkpoint, CheckpointKind.Periodic, TimeSpan.FromSeconds(1), BytesWritten: 100));

        Fail(4, times: 3);
        Evaluate(5, "firing increase");
        Evaluate(10);
        Evaluate(15);
        Restart(18, times: 5);
        Evaluate(20, "cleared increase", "firing restarts");
        Fail(24, times: 2);
        Evaluate(25, "firing total", "cleared restarts");
        Evaluate(30);
        Evaluate(35, "firing silence");
        Evaluate(40);
        Note(44, new ReportCompleted(++_checkpoint, CheckpointKind.Periodic, TimeSpan.FromSeconds(1), BytesWritten: 100));
        Evaluate(45, "cleared silence");

        // Failures altogether never become fewer: that rule is over when its limit is another.
        _alerts.Change(Checkpointing with { Alert = Checkpointing.Alert with { TotalThreshold = 6 } });
        Evaluate(50, "cleared total");
        Evaluate(55);

        var told = new List<string>();
        while (told.Count < expected.Count)
        {
            var post = await receiver.NextAsync();
            told.Add($"{post["status"]} {post["rule"]}");
        }

        // All that there is to tell goes the same way, in order: the last one comes after whatever had been told too often.
        told.ShouldBe(expected);
        receiver.Posts.ShouldBe(expected.Count);

        void Evaluate(int minute, params string[] changes)
        {
            JobAlert[] raised = [.. _alerts.Evaluate(At(minute))];
            raised.Select(alert => $"{(alert.IsFiring ? "firing" : "cleared")} {alert.Rule.Text()}").ShouldBe(changes, $"minute {minute}");
            expected.AddRange(changes);
            foreach (JobAlert alert in raised)
            {
                webhooks.Tell(new AlertRaised(alert, new WebhookConfiguration { Url = receiver.Url }));
            }
        }
    }

    private static DateTimeOffset At(int minute) => Start + TimeSpan.FromMinutes(minute);

    private void Fail(int minute, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Note(minute, new ReportFailed(++_checkpoint, CheckpointKind.Periodic, CheckpointFailureReason.Expired, "the storage does not answer"));
        }
    }

    private void Restart(int minute, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Note(minute, new RecordRecovery(new RecoveryEntry(
                i + 1, new Attempt(i + 2), _checkpoint, Skipped: [], TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero)));
        }
    }

    private void Note(int minute, ProtocolEffect effect) => _alerts.Note(effect, At(minute));
}
