using Akka.Actor;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Nodes;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Spec.Nodes;

/// <summary>What becomes of a job when all nodes of its cluster have ended, and come back.</summary>
public sealed class RelaunchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CollectSink<(long Key, long Count)> _sink = new();

    [Fact]
    public async Task A_job_whose_cluster_was_gone_goes_on_until_that_has_happened_too_often()
    {
        await using ClusterRun run = await ClusterRun.BeginAsync(1, Endless, "weir.relaunch-limit.attempts = 2");
        string jobId = await SubmitAndAwaitCheckpointAsync(run);
        for (int relaunch = 1; relaunch <= 2; relaunch++)
        {
            await run.KillAsync(run.Leader);
            await run.AddNodeAsync();
            await AwaitCheckpointAsync(run, jobId);
        }

        await run.KillAsync(run.Leader);
        await run.AddNodeAsync();
        JobResult result = await ResultAsync(run, jobId);
        result.Outcome.ShouldBe(JobOutcome.Failed);
        result.Cause.ShouldNotBeNull().Message.ShouldContain("relaunched 2 times within 00:10:00");
        JobAlert alert = (await ClientOf(run.Leader).ListAlertsAsync(jobId, CancellationToken.None)).ShouldHaveSingleItem();
        alert.Rule.ShouldBe(AlertRule.Relaunch);
        alert.IsFiring.ShouldBeTrue();
        Directory.GetDirectories(Path.Combine(run.Folder, "checkpoints", jobId), "chk-*").ShouldNotBeEmpty("what it had is kept");
    }

    [Fact]
    public async Task With_relaunch_off_it_fails_and_keeps_its_checkpoints()
    {
        await using ClusterRun run = await ClusterRun.BeginAsync(1, Endless, "weir.relaunch = off");
        string jobId = await SubmitAndAwaitCheckpointAsync(run);
        await run.KillAsync(run.Leader);
        await run.AddNodeAsync();
        JobResult result = await ResultAsync(run, jobId);
        result.Outcome.ShouldBe(JobOutcome.Failed);
        result.Cause.ShouldNotBeNull().Message.ShouldContain("weir.relaunch is off");
        Directory.GetDirectories(Path.Combine(run.Folder, "checkpoints", jobId), "chk-*").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_job_that_outlives_its_leader_is_not_relaunched()
    {
        await using ClusterRun run = await ClusterRun.BeginAsync(3, Endless, "weir.relaunch = off");
        string jobId = await SubmitAndAwaitCheckpointAsync(run);
        await run.KillAsync(run.Leader);
        await AwaitCheckpointAsync(run, jobId);
        JobClient client = (await ClientOf(run.Leader).LookUpAsync(jobId, CancellationToken.None)).ShouldNotBeNull();
        client.Cancel();
        (await client.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
    }

    private void Endless(StreamEnvironment environment) => environment
        .FromSource(new GeneratorSource<long>(long.MaxValue, n => n % 10, recordsPerSecond: 1_000))
        .KeyBy(key => key).Count()
        .SinkTo(_sink);

    private static async Task<string> SubmitAndAwaitCheckpointAsync(ClusterRun run)
    {
        JobClient client = await run.SubmitAsync(run.Nodes[^1], parallelism: 1);
        await AwaitCheckpointAsync(run, client.JobId);
        return client.JobId;
    }

    /// <summary>One that the present leader has seen complete.</summary>
    private static async Task AwaitCheckpointAsync(ClusterRun run, string jobId)
    {
        using var limit = new CancellationTokenSource(Patience);
        JobClient client = await ClientOf(run.Nodes[^1]).FindAsync(jobId, limit.Token);
        var completed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.News += news =>
        {
            if (news is JobNews.CheckpointCompleted)
            {
                completed.TrySetResult();
            }
        };
        (await Task.WhenAny(completed.Task, client.Completion).WaitAsync(limit.Token)).ShouldBe(completed.Task, "the job has ended");
    }

    private static async Task<JobResult> ResultAsync(ClusterRun run, string jobId)
    {
        using var limit = new CancellationTokenSource(Patience);
        JobClient client = (await ClientOf(run.Leader).LookUpAsync(jobId, limit.Token)).ShouldNotBeNull();
        return await client.Completion.WaitAsync(limit.Token);
    }

    private static NodeClient ClientOf(ActorSystem node)
    {
        WeirExtension weir = WeirExtension.For(node);
        return new NodeClient(node, weir.Node, weir.Services.Registered);
    }
}
