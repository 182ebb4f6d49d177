using Akka.Actor;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Graph;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using static Weir.Spec.Jobs.ClientSignals;

namespace Weir.Spec.Jobs;

/// <summary>Single operators of running jobs that go on at parallelisms of their own.</summary>
public sealed class RescaleOperatorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("")]
    [InlineData("weir.checkpointing.unaligned.enabled = on")]
    public async Task Operators_change_alone_and_together_and_every_record_counts_once(string settings)
    {
        await using JobRun run = JobRun.Begin($"weir.task-manager.slots = 8\n{settings}");
        var counts = new CountedOnce { Parts = 2 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 2);
        await CheckpointAsync(client);
        await ShouldHaveAsync(run, client, "numbers=2", "count, counts=2", "seen=2");

        // Each changes chains: those that had the same parallelism were one task.
        (await RescaleAsync(client, null, ("count", 5))).Message.ShouldContain("runs at parallelism 5 (count=5), from checkpoint ");
        await ShouldHaveAsync(run, client, "numbers=2", "count=5", "counts=2", "seen=2");
        (await RescaleAsync(client, null, ("counts", 5), ("seen", 1))).Parallelism.ShouldBe(5);
        await ShouldHaveAsync(run, client, "numbers=2", "count, counts=5", "seen=1");
        await CheckpointAsync(client);
        (await RescaleAsync(client, null, ("count", 5))).Message.ShouldContain("already");
        await RescaleAsync(client, 3, ("numbers", 4));
        await ShouldHaveAsync(run, client, "numbers=4", "count, counts=3", "seen=3");
        await RescaleAsync(client, 2);
        await ShouldHaveAsync(run, client, "numbers=2", "count, counts=2", "seen=2");
        client.Status.Restarts.ShouldBe(0);
        await counts.EndAsync(client, run);
    }

    [Fact]
    public async Task The_next_leader_goes_on_with_them()
    {
        await using JobRun run = JobRun.Begin("weir.task-manager.slots = 8\nweir.job-manager.restart-delay = 50 ms");
        var counts = new CountedOnce { Parts = 2 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 2);
        await CheckpointAsync(client);
        await RescaleAsync(client, null, ("count", 4));
        Task<JobNews.TakenOver> taken = NewsAsync<JobNews.TakenOver>(client);
        run.Cluster.System.ActorSelection("/user/weir/job-manager/leader-1").Tell(PoisonPill.Instance);
        await taken.WaitAsync(Patience);
        await CheckpointAsync(client);
        await ShouldHaveAsync(run, client, "numbers=2", "count=4", "counts=2", "seen=2");
        await RescaleAsync(client, null, ("numbers", 1));
        await ShouldHaveAsync(run, client, "numbers=1", "count=4", "counts=2", "seen=2");
        await counts.EndAsync(client, run);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_the_reason_and_the_job_runs_on()
    {
        await using JobRun run = JobRun.Begin("weir.task-manager.slots = 8");
        var sink = new CollectSink<(long, long)>();
        JobClient client = await run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(null, n => n, 1_000)).WithUid("numbers")
                .Forward().Select(n => n + 1).WithUid("plus").WithName("plus one").WithMaxParallelism(6)
                .KeyBy(n => n % 10).Count().WithUid("count")
                .SinkTo(sink).WithUid("sink"),
            parallelism: 2);
        await CheckpointAsync(client);
        (await RefusalAsync(client, ("cuont", 3))).ShouldContain("no operator with the uid 'cuont', which is to have parallelism 3. It has: numbers, plus, count, sink.");
        (await RefusalAsync(client, ("plus", 7))).ShouldContain("'plus one' has parallelism 7; it must be from 1 to its max parallelism, 6");
        (await RefusalAsync(client, ("count", 9))).ShouldContain("9 slots for parallelism count=9 and else as submitted, and there are 8");
        string forward = await RefusalAsync(client, ("plus", 3));
        forward.ShouldContain("A forward connection leads from 'GeneratorSource' with parallelism 2 to 'plus one' with parallelism 3");
        forward.ShouldContain("numbers=");
        await RescaleAsync(client, null, ("numbers", 3), ("plus", 3));
        client.Cancel();
        (await client.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
    }

    private static Task<RescaleAnswer> RescaleAsync(JobClient client, int? parallelism, params (string Uid, int Parallelism)[] operators) =>
        client.RescaleAsync(parallelism, [.. operators.Select(each => new OperatorParallelism(each.Uid, each.Parallelism))]).WaitAsync(Patience);

    private static async Task<string> RefusalAsync(JobClient client, (string Uid, int Parallelism) wanted) =>
        (await Should.ThrowAsync<InvalidOperationException>(() => RescaleAsync(client, null, wanted))).Message;

    /// <summary>Each vertex by the uids of its operators.</summary>
    private static async Task ShouldHaveAsync(JobRun run, JobClient client, params string[] vertices)
    {
        IActorRef node = await run.Cluster.System.ActorSelection("/user/weir/job-manager/leader-*").ResolveOne(Patience);
        JobInspection job = await node.Ask<JobInspection>(new InspectJob(client.JobId), Patience);
        job.Vertices.Select(vertex => $"{string.Join(", ", vertex.Uids)}={vertex.Subtasks.Count}").ShouldBe(vertices, ignoreOrder: true);
    }
}
