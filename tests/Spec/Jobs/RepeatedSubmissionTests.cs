using Akka.Actor;
using Weir.Actors.Artifacts;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.Nodes;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Spec.Jobs;

/// <summary>A client that has had no answer submits again, and starts no second job with that.</summary>
public sealed class RepeatedSubmissionTests
{
    private const string JobName = "endless";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly SubmitJob Submission = new() { JobName = JobName, Source = new JobSource.Registered(JobName) };

    [Fact]
    public async Task Twice_at_once_is_one_job()
    {
        await using JobRun run = Begin();
        JobAccepted[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SubmitAsync(run, Submission)));
        answers.Select(answer => answer.JobId).Distinct().ShouldHaveSingleItem();
        (await ListAsync(run)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Again_later_is_the_same_job_and_another_submission_another_one()
    {
        await using JobRun run = Begin();
        JobAccepted first = await SubmitAsync(run, Submission);
        JobAccepted again = await SubmitAsync(run, Submission);
        again.JobId.ShouldBe(first.JobId);
        again.Shape.Vertices.Count.ShouldBe(first.Shape.Vertices.Count);
        (await SubmitAsync(run, Submission with { SubmissionId = "another" })).JobId.ShouldNotBe(first.JobId);
        (await ListAsync(run)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_next_leader_knows_it_again()
    {
        await using JobRun run = Begin();
        JobAccepted first = await SubmitAsync(run, Submission);
        await EndLeaderAsync(run);
        (await SubmitAsync(run, Submission)).JobId.ShouldBe(first.JobId);
        (await ListAsync(run)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_submission_without_a_leader_is_accepted_by_the_next_one()
    {
        await using JobRun run = Begin();
        (await ListAsync(run)).ShouldBeEmpty();
        await EndLeaderAsync(run);
        await SubmitAsync(run, Submission);
        (await ListAsync(run)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_repeats_it_hears_how_the_job_ends()
    {
        await using JobRun run = Begin();
        var weir = WeirExtension.For(run.Cluster.System);
        var clients = new NodeClient(run.Cluster.System, weir.Node, weir.Services.Registered);
        JobClient first = await clients.SubmitAsync(Submission, onNews: null, CancellationToken.None).WaitAsync(Patience);
        JobClient again = await clients.SubmitAsync(Submission, onNews: null, CancellationToken.None).WaitAsync(Patience);
        first.Cancel();
        (await again.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
        JobClient late = await clients.SubmitAsync(Submission, onNews: null, CancellationToken.None).WaitAsync(Patience);
        (await late.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
    }

    [Fact]
    public async Task Subtasks_are_not_made_to_fail_where_that_is_off()
    {
        await using JobRun run = Begin("weir.faults.enabled = off");
        JobClient client = await run.SubmitAsync(Define);
        using var checkpoints = new SemaphoreSlim(0);
        client.News += news =>
        {
            if (news is JobNews.CheckpointCompleted)
            {
                checkpoints.Release();
            }
        };
        (await checkpoints.WaitAsync(Patience)).ShouldBeTrue();
        (await Should.ThrowAsync<InvalidOperationException>(() => client.InjectFailureAsync(client.Topology.Subtasks[0], "on purpose").WaitAsync(Patience)))
            .Message.ShouldContain("weir.faults.enabled");

        // Nor by one who goes past the leader.
        run.Cluster.System.ActorSelection("/user/weir/task-manager").Tell(new InjectFailure(client.JobId, client.Topology.Subtasks[0], "on purpose"));
        for (int after = 0; after < 10; after++)
        {
            (await checkpoints.WaitAsync(Patience)).ShouldBeTrue();
        }

        client.Status.Restarts.ShouldBe(0);
    }

    private static JobRun Begin(string configuration = "")
    {
        JobRun run = JobRun.Begin($"weir.job-manager.restart-delay = 50 ms\n{configuration}");
        run.Cluster.Register(JobName, () => new DefinedJob());
        return run;
    }

    /// <summary>The first one, which has answered before.</summary>
    private static async Task EndLeaderAsync(JobRun run)
    {
        IActorRef leader = await run.Cluster.System.ActorSelection("/user/weir/job-manager/leader-1").ResolveOne(Patience);
        await leader.GracefulStop(Patience);
    }

    private static Task<JobAccepted> SubmitAsync(JobRun run, SubmitJob submission) =>
        WeirExtension.For(run.Cluster.System).Node.Ask<JobAccepted>(submission, Patience);

    private static Task<IReadOnlyList<JobStatus>> ListAsync(JobRun run) =>
        WeirExtension.For(run.Cluster.System).GetJobsAsync().WaitAsync(Patience);

    private static void Define(StreamEnvironment environment) => environment
        .FromSource(new GeneratorSource<long>(long.MaxValue, n => n, recordsPerSecond: 100)).WithUid("numbers")
        .SinkTo(new CollectSink<long>()).WithUid("results");

    private sealed class DefinedJob : IStreamJob
    {
        public void Define(StreamEnvironment environment) => RepeatedSubmissionTests.Define(environment);
    }
}
