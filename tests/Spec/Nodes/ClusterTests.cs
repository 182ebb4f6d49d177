using Akka.Actor;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Spec.Nodes;

/// <summary>Jobs on three nodes over TCP: each word n times, whatever happens to the nodes.</summary>
public sealed class ClusterTests
{
    private const int Keys = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CollectSink<(long Key, long Count)> _sink = new();

    [Fact]
    public async Task A_job_that_is_spread_over_three_nodes_counts_every_record_once()
    {
        await using ClusterRun run = await ClusterRun.BeginAsync(3, environment => Define(environment, 20_000, null));
        JobClient client = await run.SubmitAsync(run.Nodes[1], parallelism: 6);
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        ShouldHoldEachCountOnce(20_000);
    }

    [Fact]
    public async Task A_node_that_is_killed_is_replaced()
    {
        const int Records = 60_000;
        await using ClusterRun run = await ClusterRun.BeginAsync(3, environment => Define(environment, Records, 15_000));
        var failed = new TaskCompletionSource<FailureCause>(TaskCreationOptions.RunContinuationsAsynchronously);
        int checkpoints = 0;
        JobClient client = await run.SubmitAsync(run.Nodes[1], parallelism: 4, news =>
        {
            if (news is JobNews.CheckpointCompleted && ++checkpoints == 3)
            {
                _ = run.KillAsync(run.Nodes[2]);
            }
            else if (news is JobNews.Failed failure)
            {
                failed.TrySetResult(failure.Failure.Cause);
            }
        });
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        await failed.Task.WaitAsync(Patience);
        ShouldHoldEachCountOnce(Records);
    }

    [Fact]
    public async Task A_job_goes_on_under_another_leader()
    {
        const int Records = 60_000;
        await using ClusterRun run = await ClusterRun.BeginAsync(3, environment => Define(environment, Records, 15_000));
        int checkpoints = 0;
        JobClient client = await run.SubmitAsync(run.Nodes[1], parallelism: 2, news =>
        {
            if (news is JobNews.CheckpointCompleted && ++checkpoints == 3)
            {
                _ = run.KillAsync(run.Leader);
            }
        });
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        ShouldHoldEachCountOnce(Records);
    }

    [Fact]
    public async Task A_node_that_leaves_hands_its_subtasks_over()
    {
        const int Records = 60_000;
        await using ClusterRun run = await ClusterRun.BeginAsync(3, environment => Define(environment, Records, 15_000));
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        JobNews.Relocating? relocating = null;
        int failures = 0;
        JobClient client = await run.SubmitAsync(run.Nodes[1], parallelism: 4, news =>
        {
            switch (news)
            {
                case JobNews.CheckpointCompleted:
                    running.TrySetResult();
                    break;
                case JobNews.Relocating moves:
                    relocating = moves;
                    break;
                case JobNews.Failed:
                    failures++;
                    break;
            }
        });
        await running.Task.WaitAsync(Patience);
        ActorSystem leaving = run.Nodes[2];
        await run.LeaveAsync(leaving).WaitAsync(Patience);
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        relocating.ShouldNotBeNull().CheckpointId.ShouldNotBeNull();
        failures.ShouldBe(0);
        ShouldHoldEachCountOnce(Records);
    }

    private void Define(StreamEnvironment environment, int records, int? perSecond) => environment
        .FromSource(new GeneratorSource<long>(records, n => n % Keys, recordsPerSecond: perSecond))
        .KeyBy(key => key).Count()
        .SinkTo(_sink);

    private void ShouldHoldEachCountOnce(int records)
    {
        _sink.Results.Count.ShouldBe(records);
        foreach (var key in _sink.Results.GroupBy(result => result.Key))
        {
            key.Select(result => result.Count).Order().ShouldBe(Enumerable.Range(1, records / Keys).Select(n => (long)n));
        }
    }
}
