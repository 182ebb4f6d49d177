using Akka.Actor;
using Weir.Actors.Clients;
using Weir.Actors.History;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.Nodes;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;

namespace Weir.Spec.Jobs;

/// <summary>What is known of a job's checkpoints outlives the leader that took them.</summary>
public sealed class KeptHistoryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_next_leader_knows_the_checkpoints_of_the_one_before()
    {
        await using JobRun run = JobRun.Begin("weir.job-manager { restart-delay = 50 ms, checkpoint-history = 1000 }");
        var sink = new CollectSink<(long, long)>();
        JobClient client = await run.SubmitAsync(environment => environment
            .FromSource(new GeneratorSource<long>(null, n => n % 10, recordsPerSecond: 1000)).KeyBy(key => key).Count().SinkTo(sink));
        var killed = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var completed = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isTakenOver = false;
        client.News += news =>
        {
            switch (news)
            {
                // The history is written behind the checkpoints; the first time that it is there will do.
                case JobNews.CheckpointCompleted before when !killed.Task.IsCompleted
                    && Directory.EnumerateFiles(Path.Combine(run.Folder, client.JobId), "note-checkpoints-*").Any(name => !name.EndsWith(".tmp", StringComparison.Ordinal)):
                    run.Cluster.System.ActorSelection("/user/weir/job-manager/leader-1").Tell(PoisonPill.Instance);
                    killed.SetResult(before.CheckpointId);
                    break;
                case JobNews.TakenOver:
                    isTakenOver = true;
                    break;
                case JobNews.CheckpointCompleted after when isTakenOver:
                    completed.TrySetResult(after.CheckpointId);
                    break;
            }
        };
        long lastBefore = await killed.Task.WaitAsync(Patience);
        long firstAfter = await completed.Task.WaitAsync(Patience);
        CheckpointsInspection known = await WeirExtension.For(run.Cluster.System).Node.Ask<CheckpointsInspection>(new InspectCheckpoints(client.JobId), Patience);
        known.Latest.ShouldContain(facts => facts.Id == 1 && facts.Progress == CheckpointProgress.Completed);
        known.Latest.ShouldContain(facts => facts.Id == firstAfter);
        known.Counts.Completed.ShouldBe(known.Latest.Count(facts => facts.Progress == CheckpointProgress.Completed));
        known.Restored.ShouldNotBeNull().Id.ShouldBeInRange(1, firstAfter);
        lastBefore.ShouldBeLessThan(firstAfter);
        client.Cancel();
        await client.Completion.WaitAsync(Patience);
        Directory.EnumerateFiles(Path.Combine(run.Folder, client.JobId), "note-*").ShouldHaveSingleItem();
    }
}
