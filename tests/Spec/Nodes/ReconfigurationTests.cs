using Akka.Actor;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Nodes;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Spec.Nodes;

/// <summary>Settings that change while a job runs.</summary>
public sealed class ReconfigurationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CollectSink<(long Key, long Count)> _sink = new();

    [Fact]
    public async Task An_interval_changes_at_once_and_holds_under_the_next_leader()
    {
        await using ClusterRun run = await ClusterRun.BeginAsync(3, Endless, "weir.checkpointing.interval = 1 h");
        JobClient job = await run.SubmitAsync(run.Nodes[2], parallelism: 1);
        NodeClient client = ClientOf(run.Nodes[2]);
        await ShouldRefuseAsync(client, job.JobId, "weir.checkpointing.mode = at-least-once", "can't be changed while the job runs");
        await ShouldRefuseAsync(client, job.JobId, "weir.checkpointing.interval = 1 ms", "weir.checkpointing.interval is 1 ms; it must be");
        await ShouldRefuseAsync(client, "0123456789abcdef0123456789abcdef", "weir.checkpointing.interval = 1 s", "There is no job");
        (await client.ConfigureAsync(job.JobId, "weir.checkpointing.interval = 50 ms", CancellationToken.None)).ShouldContain("50 ms");
        await CompletesAsync(client, job.JobId);

        await run.KillAsync(run.Leader);
        await CompletesAsync(client, job.JobId);
        job.Cancel();
        (await job.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
        await ShouldRefuseAsync(client, job.JobId, "weir.checkpointing.interval = 1 s", "it has ended (Cancelled)");
    }

    private static async Task ShouldRefuseAsync(NodeClient client, string jobId, string settings, string problem) =>
        (await Should.ThrowAsync<InvalidOperationException>(() => client.ConfigureAsync(jobId, settings, CancellationToken.None))).Message.ShouldContain(problem);

    /// <summary>Three checkpoints of the present leader: with an hour between them there would be one at most.</summary>
    private static async Task CompletesAsync(NodeClient client, string jobId)
    {
        using var limit = new CancellationTokenSource(Patience);
        JobClient job = await client.FindAsync(jobId, limit.Token);
        int completed = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        job.News += news =>
        {
            if (news is JobNews.CheckpointCompleted && ++completed == 3)
            {
                enough.TrySetResult();
            }
        };
        await enough.Task.WaitAsync(limit.Token);
    }

    private void Endless(StreamEnvironment environment) => environment
        .FromSource(new GeneratorSource<long>(long.MaxValue, n => n % 10, recordsPerSecond: 1_000))
        .KeyBy(key => key).Count()
        .SinkTo(_sink);

    private static NodeClient ClientOf(ActorSystem node)
    {
        WeirExtension weir = WeirExtension.For(node);
        return new NodeClient(node, weir.Node, weir.Services.Registered);
    }
}
