using Akka.Actor;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;

namespace Weir.Spec.Jobs;

/// <summary>Several task managers in one actor system: to the job manager each is a node of its own.</summary>
public sealed class SeveralTaskManagersTests
{
    private const int Keys = 50;
    private const string TwoSlots = "weir.task-manager.slots = 2";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_job_that_is_spread_over_them_counts_every_record_once()
    {
        await using JobRun run = JobRun.Begin(TwoSlots, taskManagers: 3);
        var sink = new CollectSink<(long Key, long Count)>();
        JobClient client = await run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(20_000, n => n % Keys)).KeyBy(key => key).Count().SinkTo(sink),
            parallelism: 6);
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        ShouldHoldEachCountOnce(sink.Results, 20_000);
    }

    [Fact]
    public async Task One_that_dies_is_replaced_and_leaves_no_trace_in_the_output()
    {
        const int Records = 60_000;
        await using JobRun run = JobRun.Begin(TwoSlots, taskManagers: 3);
        var sink = new CollectSink<(long Key, long Count)>();
        JobClient client = await run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(Records, n => n % Keys, recordsPerSecond: 30_000)).KeyBy(key => key).Count().SinkTo(sink),
            parallelism: 4);
        int checkpoints = 0;
        JobNews.Failed? failure = null;
        JobNews.Recovered? recovered = null;
        client.News += news =>
        {
            failure ??= news as JobNews.Failed;
            recovered ??= news as JobNews.Recovered;
            if (news is JobNews.CheckpointCompleted && ++checkpoints == 3)
            {
                _ = client.TriggerCheckpointAsync();
                Kill(run, "task-manager-2");
            }
        };
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        failure.ShouldNotBeNull().Failure.Cause.Type.ShouldBe("TaskManagerLost");
        recovered.ShouldNotBeNull().Recovery.RestoredCheckpoint.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(3);
        result.Status.Restarts.ShouldBe(1, "all subtasks of a node are one failure");
        ShouldHoldEachCountOnce(sink.Results, Records);
    }

    [Fact]
    public async Task Without_enough_slots_a_job_waits_says_so_and_can_be_cancelled()
    {
        await using JobRun run = JobRun.Begin(TwoSlots, taskManagers: 2);
        var waiting = new TaskCompletionSource<JobNews.WaitingForSlots>(TaskCreationOptions.RunContinuationsAsynchronously);
        JobClient client = await run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(null, n => n % Keys)).SinkTo(new CollectSink<long>()),
            parallelism: 5);
        client.News += news =>
        {
            if (news is JobNews.WaitingForSlots { Message: var message } waits && message.Contains("4 slots on 2 nodes", StringComparison.Ordinal))
            {
                waiting.TrySetResult(waits);
            }
        };
        (await waiting.Task.WaitAsync(Patience)).Lacking.ShouldBe(1);
        client.Cancel();
        (await client.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
    }

    [Fact]
    public async Task A_job_goes_on_when_the_slots_that_it_waits_for_become_free()
    {
        await using JobRun run = JobRun.Begin(TwoSlots, taskManagers: 2);
        JobClient first = await run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(null, n => n % Keys, recordsPerSecond: 100)).SinkTo(new CollectSink<long>()),
            parallelism: 3);
        await NewsAsync<JobNews.CheckpointCompleted>(first);
        var sink = new CollectSink<(long Key, long Count)>();
        JobClient second = await run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(1_000, n => n % Keys)).KeyBy(key => key).Count().SinkTo(sink),
            parallelism: 2);
        JobNews.WaitingForSlots waits = await NewsAsync<JobNews.WaitingForSlots>(second);
        waits.Lacking.ShouldBe(1);
        first.Cancel();
        (await second.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Finished);
        ShouldHoldEachCountOnce(sink.Results, 1_000);
    }

    [Fact]
    public async Task One_that_leaves_hands_its_subtasks_over_after_a_checkpoint_and_nothing_counts_as_a_failure()
    {
        const int Records = 60_000;
        await using JobRun run = JobRun.Begin(TwoSlots, taskManagers: 3);
        var sink = new CollectSink<(long Key, long Count)>();
        JobClient client = await run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(Records, n => n % Keys, recordsPerSecond: 30_000)).KeyBy(key => key).Count().SinkTo(sink),
            parallelism: 4);
        await NewsAsync<JobNews.CheckpointCompleted>(client);
        Task<JobNews.Relocating> relocating = NewsAsync<JobNews.Relocating>(client);
        Task<JobNews.Relocated> relocated = NewsAsync<JobNews.Relocated>(client);
        IActorRef leaving = await run.Cluster.System.ActorSelection("/user/weir/task-manager").ResolveOne(Patience);
        (await leaving.Ask<object>(new LeaveNode("it is time"), Patience)).ShouldBeOfType<NothingRunsHere>();
        (await relocating.WaitAsync(Patience)).CheckpointId.ShouldNotBeNull();
        await relocated.WaitAsync(Patience);
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        result.Status.Restarts.ShouldBe(0);
        ShouldHoldEachCountOnce(sink.Results, Records);
    }

    private static void Kill(JobRun run, string taskManager) =>
        run.Cluster.System.ActorSelection($"/user/weir/{taskManager}").Tell(PoisonPill.Instance);

    private static async Task<T> NewsAsync<T>(JobClient client)
        where T : JobNews
    {
        var heard = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.News += news =>
        {
            if (news is T wanted)
            {
                heard.TrySetResult(wanted);
            }
        };
        return await heard.Task.WaitAsync(Patience);
    }

    private static void ShouldHoldEachCountOnce(IReadOnlyList<(long Key, long Count)> results, int records)
    {
        results.Count.ShouldBe(records);
        foreach (var key in results.GroupBy(result => result.Key))
        {
            key.Select(result => result.Count).Order().ShouldBe(Enumerable.Range(1, records / Keys).Select(n => (long)n));
        }
    }
}
