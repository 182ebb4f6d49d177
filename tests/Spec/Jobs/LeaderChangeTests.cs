using Akka.Actor;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Spec.Jobs;

/// <summary>What a job is to a leader that knows nothing but the journal.</summary>
public sealed class LeaderChangeTests : IAsyncLifetime
{
    private const int Keys = 50;
    private const int Records = 40_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-spec-").FullName;
    private readonly CollectSink<(long Key, long Count)> _sink = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => TemporaryFolders.DeleteAsync(_folder);

    [Fact]
    public async Task A_job_goes_on_under_the_next_leader_from_its_latest_recorded_checkpoint()
    {
        await using JobRun run = JobRun.Begin("weir.job-manager.restart-delay = 50 ms", taskManagers: 2);
        JobClient client = await run.SubmitAsync(Count, parallelism: 2);
        var taken = new TaskCompletionSource<JobNews.TakenOver>(TaskCreationOptions.RunContinuationsAsynchronously);
        long latest = 0;
        int checkpoints = 0;
        client.News += news =>
        {
            switch (news)
            {
                case JobNews.CheckpointCompleted completed:
                    latest = completed.CheckpointId;
                    if (++checkpoints == 3)
                    {
                        run.Cluster.System.ActorSelection("/user/weir/job-manager/leader-1").Tell(PoisonPill.Instance);
                    }

                    break;
                case JobNews.TakenOver takenOver:
                    taken.TrySetResult(takenOver);
                    break;
            }
        };
        JobNews.TakenOver news = await taken.Task.WaitAsync(Patience);
        news.Epoch.ShouldBe(2);
        news.Recovery.RestoredCheckpoint.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(3);
        news.Recovery.Attempt.Number.ShouldBe(2, "attempt numbers never repeat");
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        ShouldHoldEachCountOnce();
    }

    [Fact]
    public async Task A_leader_whose_journal_another_one_has_taken_over_gets_nothing_done_any_more()
    {
        // Two actor systems that know nothing of each other but the journal: as after a partition. The second one takes over.
        string journal = $$"""
            akka.persistence { journal.plugin = "weir.journal.directory", snapshot-store.plugin = "weir.snapshot-store.directory" }
            weir {
              journal.directory.dir = "{{_folder}}/journal"
              snapshot-store.directory.dir = "{{_folder}}/journal"
              job-manager { restart-delay = 1 h, snapshot-every = 5 }
            }
            """;
        await using JobRun overthrown = JobRun.Begin(journal, Path.Combine(_folder, "checkpoints"));
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        JobClient client = await overthrown.SubmitAsync(Count, parallelism: 2);
        var hasCheckpoint = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.News += news =>
        {
            if (news is JobNews.CheckpointCompleted { CheckpointId: >= 3 })
            {
                hasCheckpoint.TrySetResult();
            }
        };
        await hasCheckpoint.Task.WaitAsync(Patience);
        overthrown.Cluster.System.ActorOf(Props.Create(() => new Mourner("/user/weir/job-manager/leader-1", lost)));

        await using JobRun next = JobRun.Begin(journal, Path.Combine(_folder, "checkpoints"));
        next.Cluster.Register("job#1", () => new DefinedJob(Count));
        JobClient taken = await next.Cluster.FindAsync(client.JobId).WaitAsync(Patience);
        await lost.Task.WaitAsync(Patience);
        JobResult result = await taken.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        client.Completion.IsCompleted.ShouldBeFalse("the overthrown leader can end nothing");
        ShouldHoldEachCountOnce();
    }

    private void Count(StreamEnvironment environment) => environment
        .FromSource(new GeneratorSource<long>(Records, n => n % Keys, recordsPerSecond: 10_000)).WithUid("numbers")
        .KeyBy(key => key).Count().WithUid("counter")
        .SinkTo(_sink).WithUid("results");

    private void ShouldHoldEachCountOnce()
    {
        _sink.Results.Count.ShouldBe(Records);
        foreach (var key in _sink.Results.GroupBy(result => result.Key))
        {
            key.Select(result => result.Count).Order().ShouldBe(Enumerable.Range(1, Records / Keys).Select(n => (long)n));
        }
    }

    private sealed class DefinedJob(Action<StreamEnvironment> define) : IStreamJob
    {
        public void Define(StreamEnvironment environment) => define(environment);
    }

    /// <summary>Says when an actor has ended.</summary>
    private sealed class Mourner : ReceiveActor
    {
        public Mourner(string path, TaskCompletionSource ended)
        {
            Context.ActorSelection(path).Tell(new Identify(null));
            Receive<ActorIdentity>(identity =>
            {
                if (identity.Subject is { } subject)
                {
                    Context.Watch(subject);
                }
                else
                {
                    ended.TrySetResult();
                }
            });
            Receive<Terminated>(_ => ended.TrySetResult());
        }
    }
}
