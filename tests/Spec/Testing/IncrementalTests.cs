using Weir.Operators.Streams;
using Weir.State.Storage;
using Weir.State.Storage.Files;
using Weir.Testing;
using Weir.Testing.Connectors;
using Weir.Testing.Faults;

namespace Weir.Spec.Testing;

/// <summary>Checkpoints that share files, and what becomes of the files.</summary>
public sealed class IncrementalTests
{
    // Little state is written whole each time.
    private const int Keys = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly ScriptedSource<long> _source = new();
    private readonly TestSink<(long Key, long Count)> _sink = new();
    private int _added;

    [Fact]
    public async Task After_500_checkpoints_what_is_shared_is_what_the_retained_ones_name_and_nothing_else()
    {
        await using WeirTestCluster cluster = await StartAsync("weir.checkpointing.num-retained = 3");
        TestJob job = await RunAsync(cluster);
        for (int i = 0; i < 499; i++)
        {
            await AddAsync(3);
            await job.CheckpointAsync();
        }

        SharedNames named = await UntilSettledAsync(cluster, job, retained: 3);
        named.ByCheckpoint.Values.ShouldAllBe(names => names.Count > 1, "each lies over earlier ones");
        _source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce();
        Shared(cluster, job).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_checkpoint_whose_shared_file_is_missing_is_skipped_and_what_others_need_stays()
    {
        await using WeirTestCluster cluster = await StartAsync("weir.checkpointing.num-retained = 2");
        TestJob job = await RunAsync(cluster);
        await AddAsync(Keys / 4);
        long second = await job.CheckpointAsync();
        string missing = Shared(cluster, job).First(name => name.StartsWith($"{second}-count", StringComparison.Ordinal));
        File.Delete(Path.Combine(Folder(cluster, job), missing));
        await CrashAsync(cluster, job, second);

        job.Failures.ShouldHaveSingleItem();
        string aside = Directory.GetDirectories(Path.Combine(cluster.StorageDirectory, job.Id), "set-aside-*").ShouldHaveSingleItem();
        var storage = new FileSystemCheckpointStorage(cluster.StorageDirectory);
        (await storage.VerifyAsync(new CheckpointLocation(aside), CancellationToken.None)).ShouldNotBeNull().ShouldContain(missing);
        await job.CheckpointAsync();
        await job.CheckpointAsync();
        await job.CheckpointAsync();
        SharedNames named = await UntilSettledAsync(cluster, job, retained: 2, missing);
        named.BySetAside.ShouldContain(missing);
        foreach (CheckpointSummary kept in await storage.ListCheckpointsAsync(job.Id, CancellationToken.None))
        {
            (await storage.VerifyAsync(kept.Location, CancellationToken.None)).ShouldBeNull();
        }

        _source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce();
    }

    [Fact]
    public async Task An_aborted_checkpoint_leaves_none_of_its_files_and_the_next_one_goes_on_from_its_base()
    {
        await using WeirTestCluster cluster = await StartAsync("weir.checkpointing.tolerable-failures = 10");
        TestJob job = await RunAsync(cluster);
        await AddAsync(Keys / 4);
        cluster.Faults.Storage.FailMetadata(2);
        await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync());
        await UntilAsync(() => !Shared(cluster, job).Any(name => name.StartsWith("2-", StringComparison.Ordinal)), () => Shared(cluster, job));
        await AddAsync(3);
        long third = await job.CheckpointAsync();
        SharedNames named = await UntilSettledAsync(cluster, job, retained: 1);
        named.ByCheckpoint[third].ShouldContain(name => name.StartsWith("1-", StringComparison.Ordinal));
        await CrashAsync(cluster, job, third);
        _source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce();
    }

    [Fact]
    public async Task What_a_checkpoint_has_in_common_with_earlier_ones_is_read_from_the_nodes_disk_too()
    {
        string local = Directory.CreateTempSubdirectory("weir-local-").FullName;
        try
        {
            await using WeirTestCluster cluster = await StartAsync(
                $$"""
                weir.checkpointing.local-recovery = true
                weir.task-manager.local-state.dir = "{{local.Replace('\\', '/')}}"
                """);
            TestJob job = await RunAsync(cluster);
            await AddAsync(3);
            long second = await job.CheckpointAsync();
            SharedNames named = await UntilSettledAsync(cluster, job, retained: 1);
            named.ByCheckpoint[second].ShouldContain(name => name.StartsWith("1-", StringComparison.Ordinal));
            foreach (string name in named.ByCheckpoint[second])
            {
                // As long as it was: who reads it finds out.
                string path = Path.Combine(Folder(cluster, job), name);
                await File.WriteAllBytesAsync(path, new byte[new FileInfo(path).Length]);
            }

            await CrashAsync(cluster, job, second);
            _source.Complete();
            await job.FinishAsync();
            job.Failures.ShouldHaveSingleItem();
            ShouldHoldEachCountOnce();
        }
        finally
        {
            await TemporaryFolders.DeleteAsync(local);
        }
    }

    [Fact]
    public async Task A_job_that_claims_a_checkpoint_deletes_its_shared_files_with_it_and_starts_whole()
    {
        await using WeirTestCluster cluster = await StartAsync("weir.checkpointing.retention = retain-on-cancellation");
        TestJob job = await RunAsync(cluster);
        await AddAsync(3);
        long last = await job.CheckpointAsync();
        await job.CancelAsync();
        Shared(cluster, job).ShouldBe((await NamedAsync(cluster, job)).ByCheckpoint[last], ignoreOrder: true);

        TestJob other = await cluster.SubmitAsync(
            Define, new TestJobOptions { Parallelism = 1, StartFrom = Path.Combine(cluster.StorageDirectory, job.Id, $"chk-{last}"), IsStartClaimed = true });
        await other.WhenRunningAsync();
        await AddAsync(3);
        long first = await other.CheckpointAsync();
        (await NamedAsync(cluster, other)).ByCheckpoint[first].ShouldAllBe(name => name.StartsWith($"{first}-", StringComparison.Ordinal));
        await UntilAsync(() => Shared(cluster, job).Count == 0, () => Shared(cluster, job));
        _source.Complete();
        await other.FinishAsync();
        ShouldHoldEachCountOnce();
    }

    private static Task<WeirTestCluster> StartAsync(string configuration) => WeirTestCluster.StartAsync(new TestClusterOptions
    {
        Patience = Patience,
        Configuration = $$"""
            weir.checkpointing.storage.inline-threshold = 0
            {{configuration}}
            """,
    });

    private static string Folder(WeirTestCluster cluster, TestJob job) => Path.Combine(cluster.StorageDirectory, job.Id, "shared");

    private static IReadOnlyList<string> Shared(WeirTestCluster cluster, TestJob job) => [.. Directory.GetFiles(Folder(cluster, job)).Select(path => Path.GetFileName(path))];

    private static Task<SharedNames> NamedAsync(WeirTestCluster cluster, TestJob job) =>
        new FileSystemCheckpointStorage(cluster.StorageDirectory).ReadSharedNamesAsync(job.Id, CancellationToken.None);

    /// <summary>Deletions come after a checkpoint is told to be complete.</summary>
    /// <returns>What there is to stay, when that is all there is.</returns>
    private static async Task<SharedNames> UntilSettledAsync(WeirTestCluster cluster, TestJob job, int retained, string? missing = null)
    {
        SharedNames named = await NamedAsync(cluster, job);
        await UntilAsync(
            () => named.ByCheckpoint.Count == retained && Stays().SetEquals(Shared(cluster, job)),
            () => [$"{named.ByCheckpoint.Count} checkpoints", .. Shared(cluster, job).Except(Stays())],
            async () => named = await NamedAsync(cluster, job));
        return named;

        HashSet<string> Stays() => [.. named.ByCheckpoint.Values.SelectMany(names => names).Concat(named.BySetAside).Where(name => name != missing)];
    }

    private static async Task UntilAsync(Func<bool> isSo, Func<IEnumerable<string>> describe, Func<Task>? lookAgain = null)
    {
        using var tooLate = new CancellationTokenSource(Patience);
        while (!isSo())
        {
            tooLate.IsCancellationRequested.ShouldBeFalse(string.Join(", ", describe()));
            await Task.Delay(10);
            await (lookAgain?.Invoke() ?? Task.CompletedTask);
        }
    }

    private static async Task CrashAsync(WeirTestCluster cluster, TestJob job, long checkpoint)
    {
        Fault crash = cluster.Faults.CrashSubtask("count").AtCheckpoint(checkpoint + 1);
        await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync());
        await job.WhenRecoveredAsync();
        crash.Count.ShouldBe(1);
    }

    private void Define(StreamEnvironment environment) => environment.FromSource(_source).KeyBy(key => key).Count().WithName("count").WithUid("count").SinkTo(_sink);

    /// <summary>With a checkpoint of all keys.</summary>
    private async Task<TestJob> RunAsync(WeirTestCluster cluster)
    {
        TestJob job = await cluster.SubmitAsync(Define, new TestJobOptions { Parallelism = 1 });
        await AddAsync(Keys);
        await job.CheckpointAsync();
        return job;
    }

    private async Task AddAsync(int records)
    {
        _source.Add([.. Enumerable.Range(_added, records).Select(number => (long)(number % Keys))]);
        _added += records;
        await _sink.WhenWrittenAsync(_added);
    }

    private void ShouldHoldEachCountOnce()
    {
        _sink.Committed.Count.ShouldBe(_added);
        foreach (IGrouping<long, (long Key, long Count)> key in _sink.Committed.GroupBy(result => result.Key))
        {
            key.Select(result => result.Count).Order().ShouldBe(Enumerable.Range(1, key.Count()).Select(n => (long)n));
        }
    }
}
