using Weir.Actors.Jobs;
using Weir.Testing;
using Weir.Testing.Connectors;
using Weir.Testing.Faults;

namespace Weir.Spec.Alerts;

/// <summary>Alerts of jobs that run, from the rule to whoever is told.</summary>
public sealed class JobAlertTests
{
    private const string Off = "threshold = off, total-threshold = off, silence-factor = off, restarts-per-minute = off";

    [Fact]
    public async Task Failing_checkpoints_are_told_and_so_is_their_end()
    {
        await using var receiver = new WebhookReceiver();
        await using WeirTestCluster cluster = await StartAsync("interval = 20 ms, tolerable-failures = -1", $"threshold = 2, window = 5 s, webhook.url = \"{receiver.Url}\"");
        Fault failing = cluster.Faults.Storage.FailMetadata(1).Times(1_000_000);
        TestJob job = await SubmitAsync(cluster);
        await job.WhenAlertFiresAsync(AlertRule.CheckpointFailureIncrease);
        failing.Mend();
        await job.WhenAlertClearsAsync(AlertRule.CheckpointFailureIncrease);

        job.Alerts.Count.ShouldBe(2);
        job.Alerts[0].LatestFailure.ShouldNotBeNull().Message.ShouldContain("cannot be written");
        var fired = await receiver.NextAsync();
        fired["status"]!.GetValue<string>().ShouldBe("firing");
        fired["jid"]!.GetValue<string>().ShouldBe(job.Id);
        fired["rule"]!.GetValue<string>().ShouldBe("increase");
        fired["latest-failure"]!["message"]!.GetValue<string>().ShouldContain("cannot be written");
        var cleared = await receiver.NextAsync();
        cleared["status"]!.GetValue<string>().ShouldBe("cleared");
        cleared["fired-at"]!.GetValue<long>().ShouldBe(fired["fired-at"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_total_of_failures_is_told_once()
    {
        await using WeirTestCluster cluster = await StartAsync("interval = 20 ms, tolerable-failures = -1", "total-threshold = 3");
        Fault failing = cluster.Faults.Storage.FailMetadata(1).Times(5);
        TestJob job = await SubmitAsync(cluster);
        await job.WhenAlertFiresAsync(AlertRule.CheckpointFailureTotal);
        await job.WhenCheckpointCompletedAsync(20);
        failing.Count.ShouldBe(5);
        job.Alerts.ShouldHaveSingleItem().IsFiring.ShouldBeTrue();
    }

    [Fact]
    public async Task Silence_is_told_and_so_is_the_checkpoint_that_ends_it()
    {
        await using WeirTestCluster cluster = await StartAsync("interval = 20 ms, timeout = 80 ms, tolerable-failures = -1", "silence-factor = 3");
        Fault failing = cluster.Faults.Storage.FailMetadata(1).Times(1_000_000);
        TestJob job = await SubmitAsync(cluster);
        await job.WhenAlertFiresAsync(AlertRule.CheckpointSilence);
        job.CompletedCheckpoints.ShouldBeEmpty();
        failing.Mend();
        await job.WhenAlertClearsAsync(AlertRule.CheckpointSilence);
        job.CompletedCheckpoints.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Restarts_are_told_and_so_is_the_calm_after_them()
    {
        await using WeirTestCluster cluster = await StartAsync("interval = 20 ms", "restarts-per-minute = 1");
        cluster.Faults.CrashSubtask("count").AtCheckpoint(2);
        TestJob job = await SubmitAsync(cluster);
        await job.WhenAlertFiresAsync(AlertRule.Restarts);
        await job.WhenAlertClearsAsync(AlertRule.Restarts);
        job.Recoveries.ShouldBe(1);
    }

    private static Task<WeirTestCluster> StartAsync(string checkpointing, string alert) => WeirTestCluster.StartAsync(new TestClusterOptions
    {
        Configuration = $$"""weir.checkpointing { {{checkpointing}}, alert { every = 50 ms, {{Off}} }, alert { {{alert}} } }""",
    });

    private static Task<TestJob> SubmitAsync(WeirTestCluster cluster)
    {
        var source = new ScriptedSource<int>();
        source.Add(1, 2, 3);
        return cluster.SubmitAsync(environment => environment.FromSource(source).KeyBy(n => n).Count().WithName("count").SinkTo(new TestSink<(int, long)>()));
    }
}
