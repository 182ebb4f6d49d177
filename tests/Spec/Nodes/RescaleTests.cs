using Akka.Actor;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Spec.Jobs;

namespace Weir.Spec.Nodes;

/// <summary>Jobs on a cluster whose leading node dies while they go to another parallelism.</summary>
public sealed class RescaleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>With the leader die subtasks, too: what it is about to do is done by the next one, or was never begun.</summary>
    [Fact]
    public async Task The_leading_node_that_dies_meanwhile_costs_nothing_and_whoever_asked_hears_of_the_end()
    {
        var counts = new CountedOnce { Parts = 3, RecordsPerSecond = 2_000 };
        await using ClusterRun run = await ClusterRun.BeginAsync(3, counts.Define, "weir.task-manager.slots = 3");
        var killed = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorSystem leader = run.Leader;
        JobClient job = await run.SubmitAsync(run.Nodes[2], parallelism: 3, onNews: news =>
        {
            if (news is JobNews.Rescaling && !killed.Task.IsCompleted)
            {
                killed.TrySetResult(run.KillAsync(leader));
            }
        });
        await ClientSignals.CheckpointAsync(job);
        RescaleAnswer answer = await job.RescaleAsync(6).WaitAsync(Patience);
        answer.Parallelism.ShouldBe(6);
        await (await killed.Task.WaitAsync(Patience)).WaitAsync(Patience);
        await ClientSignals.CheckpointAsync(job);
        await ClientSignals.RunsAtAsync(job, 6);
        await counts.EndAsync(job, run.Folder);
    }
}
