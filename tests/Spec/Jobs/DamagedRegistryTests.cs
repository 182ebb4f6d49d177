using Akka.Actor;
using Akka.Persistence;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Nodes;
using Weir.Operators.Sinks;
using Weir.Operators.Streams;

namespace Weir.Spec.Jobs;

/// <summary>What a leader does when the disk has damaged what leaders hand on to each other.</summary>
public sealed class DamagedRegistryTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-spec-").FullName;

    private string Journal => Path.Combine(_folder, "journal");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => TemporaryFolders.DeleteAsync(_folder);

    [Fact]
    public async Task Nothing_is_forgotten_when_the_newest_snapshot_is_damaged()
    {
        JobStatus before = await FinishAJobAsync();

        // One may still be under way when the actor system has ended; it is none yet.
        string newest = Snapshots().Last(file => !file.EndsWith(".tmp", StringComparison.Ordinal));
        File.WriteAllBytes(newest, File.ReadAllBytes(newest)[..^1]);

        await using JobRun next = Begin();
        JobStatus after = (await ListAsync(next)).ShouldHaveSingleItem();
        after.JobId.ShouldBe(before.JobId);
        after.State.ShouldBe(JobState.Finished);
    }

    [Fact]
    public async Task A_leader_that_would_miss_facts_leads_nothing()
    {
        // A snapshot that is never taken cannot arrive after the actor system has ended, as one that is deleted can.
        await FinishAJobAsync(snapshotEvery: int.MaxValue, factsToDelete: 2);
        Snapshots().ShouldBeEmpty();

        await using JobRun next = Begin();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await Should.ThrowAsync<OperationCanceledException>(() => WeirExtension.For(next.Cluster.System).GetJobsAsync(limit.Token));
    }

    /// <param name="snapshotEvery">How many facts there are to a snapshot.</param>
    /// <param name="factsToDelete">How many of the oldest facts are deleted at the end.</param>
    private async Task<JobStatus> FinishAJobAsync(int snapshotEvery = 1, long factsToDelete = 0)
    {
        await using JobRun run = Begin(snapshotEvery);
        JobClient client = await run.SubmitAsync(Count);
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        if (factsToDelete > 0)
        {
            IActorRef journal = Akka.Persistence.Persistence.Instance.Apply(run.Cluster.System).JournalFor("weir.journal.directory");
            await journal.Ask<DeleteMessagesSuccess>(asker => new DeleteMessagesTo("weir-job-manager", factsToDelete, asker), Patience, CancellationToken.None);
        }

        return result.Status;
    }

    private JobRun Begin(int snapshotEvery = 1) => JobRun.Begin(
        $$"""
        akka.persistence { journal.plugin = "weir.journal.directory", snapshot-store.plugin = "weir.snapshot-store.directory" }
        weir {
          journal.directory.dir = "{{Journal}}"
          snapshot-store.directory.dir = "{{Journal}}"
          job-manager { restart-delay = 50 ms, snapshot-every = {{snapshotEvery}} }
        }
        """,
        Path.Combine(_folder, "checkpoints"));

    private string[] Snapshots() => [.. Directory.EnumerateFiles(Journal, "snapshot-*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static async Task<IReadOnlyList<JobStatus>> ListAsync(JobRun run) =>
        await WeirExtension.For(run.Cluster.System).GetJobsAsync().WaitAsync(Patience);

    private static void Count(StreamEnvironment environment) => environment
        .FromCollection([1, 2, 3]).WithUid("numbers")
        .SinkTo(new CollectSink<int>()).WithUid("results");
}
