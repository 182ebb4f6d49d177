using Weir.Operators.Streams;
using Weir.Testing;
using Weir.Testing.Connectors;
using Weir.Testing.Faults;

namespace Weir.Spec.Testing;

/// <summary>Restarts from what a node has kept on its own disk.</summary>
public sealed class LocalRecoveryTests : IAsyncLifetime
{
    private static readonly string[] Words = [.. Enumerable.Range(0, 3_000).Select(n => $"w{n % 7}")];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _local = Directory.CreateTempSubdirectory("weir-local-").FullName;
    private readonly ScriptedSource<string> _source = new();
    private readonly TestSink<(string Word, long Count)> _sink = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => TemporaryFolders.DeleteAsync(_local);

    [Fact]
    public async Task A_restart_on_the_same_node_reads_no_state_from_the_storage()
    {
        await using WeirTestCluster cluster = await StartAsync();
        (TestJob job, long checkpoint) = await RunToCheckpointAsync(cluster);

        // As long as it was: who reads any of it finds out.
        DamageAll(StoredFiles(cluster, job, checkpoint));
        await CrashAsync(cluster, job, checkpoint);
        _source.Complete();
        await job.FinishAsync();
        job.Failures.Count.ShouldBe(1);
        ShouldHoldEachCountOnce();
        await UntilGoneAsync(() => Copies(job.Id));
    }

    [RocksDbFact]
    public async Task A_restart_of_databases_links_their_tables_and_reads_no_state_from_the_storage()
    {
        await using WeirTestCluster cluster = await StartAsync("weir.state { backend = rocksdb, rocksdb.memory = 16 MiB }");
        (TestJob job, long checkpoint) = await RunToCheckpointAsync(cluster);
        Copies(job.Id).Count(copy => copy.EndsWith(".linked", StringComparison.Ordinal)).ShouldBe(2, "one table of each subtask");
        DamageAll(StoredFiles(cluster, job, checkpoint));
        await CrashAsync(cluster, job, checkpoint);
        _source.Complete();
        await job.FinishAsync();
        job.Failures.Count.ShouldBe(1);
        ShouldHoldEachCountOnce();
        await UntilGoneAsync(() => Copies(job.Id));
    }

    [Fact]
    public async Task Damaged_copies_are_not_used_and_the_checkpoint_is()
    {
        await using WeirTestCluster cluster = await StartAsync();
        (TestJob job, long checkpoint) = await RunToCheckpointAsync(cluster);
        DamageAll(Copies(job.Id));
        await CrashAsync(cluster, job, checkpoint);
        _source.Complete();
        await job.FinishAsync();
        job.Failures.Count.ShouldBe(1);
        ShouldHoldEachCountOnce();
    }

    [Fact]
    public async Task Where_copies_and_checkpoint_are_damaged_the_job_goes_back_to_an_older_one()
    {
        await using WeirTestCluster cluster = await StartAsync("weir.checkpointing.num-retained = 2");
        (TestJob job, _) = await RunToCheckpointAsync(cluster, records: 1_000);
        _source.Add(Words[1_000..]);
        await _sink.WhenWrittenAsync(3_000);
        long second = await job.CheckpointAsync();
        DamageAll(StoredFiles(cluster, job, second));

        // Those of the first may be being deleted.
        DamageAll([.. Copies(job.Id).Where(file => FolderOf(file) == $"chk-{second}")]);
        Fault crash = cluster.Faults.CrashSubtask("count").AtCheckpoint(second + 1);
        await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync());
        await job.WhenRecoveredAsync();
        _source.Complete();
        await job.FinishAsync();
        crash.Count.ShouldBe(1);
        job.Failures.Count.ShouldBe(2, "that it cannot start from what it trusts is the second; then all is verified");
        job.Failures[1].ShouldContain("damaged");
        ShouldHoldEachCountOnce();
        _source.ReadCount.ShouldBe(5_000);
    }

    [Fact]
    public async Task Older_copies_and_those_of_aborted_checkpoints_go()
    {
        await using WeirTestCluster cluster = await StartAsync("weir.checkpointing.tolerable-failures = 10");
        (TestJob job, long first) = await RunToCheckpointAsync(cluster);
        cluster.Faults.Storage.FailMetadata(first + 1);
        await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync());
        string kept = $"chk-{first}";
        await UntilAsync(() => Copies(job.Id).Select(FolderOf).Distinct(), folders => folders.SequenceEqual([kept]));
        long third = await job.CheckpointAsync();
        await UntilAsync(() => Copies(job.Id).Select(FolderOf).Distinct(), folders => folders.SequenceEqual([$"chk-{third}"]));
        string savepoint = await job.SavepointAsync();
        Directory.Exists(savepoint).ShouldBeTrue();
        Copies(job.Id).Select(FolderOf).Distinct().ShouldBe([$"chk-{third}"], "savepoints are not copied");
        await job.CancelAsync();
        await UntilGoneAsync(() => Copies(job.Id));
    }

    [Fact]
    public async Task When_a_node_is_lost_those_on_the_others_start_again_from_their_copies()
    {
        // A node that lives must not be taken for dead, however busy the machine is: what it has written is damaged.
        await using WeirTestCluster cluster = await StartAsync(
            "akka.cluster.failure-detector.acceptable-heartbeat-pause = 15 s, weir.task-manager.heartbeat-timeout = 30 s", nodes: 3);
        (TestJob job, long checkpoint) = await RunToCheckpointAsync(cluster, parallelism: 4);
        await cluster.Nodes[2].KillAsync();

        // Before the others can know of it, as a rule; at whatever moment it comes, it does not matter to those who read copies.
        string[] survivors = [.. Directory.GetDirectories(_local).Where(IsHeld)];
        survivors.Length.ShouldBe(2);
        string[] copied = [.. survivors.SelectMany(Files).Where(file => !file.EndsWith(".tmp", StringComparison.Ordinal)).Select(Path.GetFileName).OfType<string>()];
        // Keyed state is read by its own subtask alone; lists that all have are read everywhere.
        DamageAll([.. StoredFiles(cluster, job, checkpoint).Where(file => Path.GetFileName(file).StartsWith($"{checkpoint}-count-", StringComparison.Ordinal) && copied.Contains(Path.GetFileName(file)))]);
        await job.WhenRecoveredAsync();
        _source.Complete();
        await job.FinishAsync();
        job.Failures.ShouldNotContain(failure => failure.Contains("damaged"));
        ShouldHoldEachCountOnce();
    }

    [Fact]
    public async Task Another_job_that_starts_from_it_with_other_parallelism_reads_the_storage()
    {
        await using WeirTestCluster cluster = await StartAsync("weir.checkpointing.retention = retain-on-cancellation");
        (TestJob job, long checkpoint) = await RunToCheckpointAsync(cluster);
        await job.CancelAsync();
        TestJob wider = await cluster.SubmitAsync(
            Define, new TestJobOptions { Parallelism = 3, StartFrom = Path.Combine(cluster.StorageDirectory, job.Id, $"chk-{checkpoint}") });
        await wider.WhenRunningAsync();
        _source.Complete();
        await wider.FinishAsync();
        ShouldHoldEachCountOnce();
    }

    private Task<WeirTestCluster> StartAsync(string configuration = "", int nodes = 1) => WeirTestCluster.StartAsync(new TestClusterOptions
    {
        Nodes = nodes,
        Patience = Patience,
        Configuration = $$"""
            weir.checkpointing { local-recovery = true, storage.inline-threshold = 0 }
            weir.task-manager.local-state.dir = "{{_local.Replace('\\', '/')}}"
            {{configuration}}
            """,
    });

    private void Define(StreamEnvironment environment) => environment.FromSource(_source).KeyBy(word => word).Count().WithName("count").WithUid("count").SinkTo(_sink);

    private async Task<(TestJob Job, long Checkpoint)> RunToCheckpointAsync(WeirTestCluster cluster, int records = 3_000, int parallelism = 2)
    {
        TestJob job = await cluster.SubmitAsync(Define, new TestJobOptions { Parallelism = parallelism });
        _source.Add(Words[..records]);
        await _sink.WhenWrittenAsync(records);
        long checkpoint = await job.CheckpointAsync();
        Copies(job.Id).ShouldNotBeEmpty();
        return (job, checkpoint);
    }

    private static async Task CrashAsync(WeirTestCluster cluster, TestJob job, long checkpoint)
    {
        Fault crash = cluster.Faults.CrashSubtask("count").AtCheckpoint(checkpoint + 1);
        await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync());
        await job.WhenRecoveredAsync();
        crash.Count.ShouldBe(1);
    }

    private IReadOnlyList<string> Copies(string jobId) =>
        [.. Directory.GetDirectories(_local).Select(process => Path.Combine(process, jobId)).SelectMany(Files)];

    /// <summary>What was written for the checkpoint.</summary>
    private static IReadOnlyList<string> StoredFiles(WeirTestCluster cluster, TestJob job, long checkpoint) =>
    [
        .. Files(Path.Combine(cluster.StorageDirectory, job.Id, $"chk-{checkpoint}")).Where(file => Path.GetFileName(file) != "_metadata"),
        .. Files(Path.Combine(cluster.StorageDirectory, job.Id, "shared")).Where(file => Path.GetFileName(file).StartsWith($"{checkpoint}-", StringComparison.Ordinal)),
    ];

    /// <summary>What is there while others may delete it.</summary>
    private static string[] Files(string folder)
    {
        try
        {
            return Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static string FolderOf(string file) => Path.GetFileName(Path.GetDirectoryName(file)!);

    private static void DamageAll(IReadOnlyList<string> files)
    {
        files.ShouldNotBeEmpty();
        foreach (string file in files)
        {
            using FileStream damaged = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            damaged.Position = damaged.Length / 2;
            int value = damaged.ReadByte();
            damaged.Position--;
            damaged.WriteByte((byte)(value ^ 1));
        }
    }

    /// <summary>Whether the node whose folder it is lives.</summary>
    private static bool IsHeld(string folder)
    {
        try
        {
            new FileStream(folder + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static Task UntilGoneAsync(Func<IEnumerable<string>> files) => UntilAsync(files, left => !left.Any());

    private static async Task UntilAsync(Func<IEnumerable<string>> look, Func<IEnumerable<string>, bool> isSo)
    {
        using var tooLate = new CancellationTokenSource(Patience);
        while (!isSo(look()))
        {
            tooLate.IsCancellationRequested.ShouldBeFalse(string.Join(", ", look()));
            await Task.Delay(10);
        }
    }

    private void ShouldHoldEachCountOnce()
    {
        _sink.Committed.Count.ShouldBe(Words.Length);
        foreach (IGrouping<string, (string Word, long Count)> word in _sink.Committed.GroupBy(result => result.Word))
        {
            word.Select(result => result.Count).Order().ShouldBe(Enumerable.Range(1, Words.Count(w => w == word.Key)).Select(n => (long)n));
        }
    }
}
