using Weir.Operators.Streams;
using Weir.State.Storage;
using Weir.State.Storage.Files;
using Weir.Testing;
using Weir.Testing.Connectors;
using Weir.Testing.Faults;

namespace Weir.Spec.Testing;

/// <summary>Disks on which there is no room, and then some again.</summary>
public sealed class DiskFullTests : IAsyncLifetime
{
    private const string NoRoom = "No space left on device";
    private const int Keys = 5_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _local = Directory.CreateTempSubdirectory("weir-full-").FullName;
    private readonly ScriptedSource<long> _source = new();
    private readonly TestSink<(long Key, long Count)> _sink = new();
    private int _added;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => TemporaryFolders.DeleteAsync(_local);

    [SmallDiskFact]
    public async Task A_job_whose_databases_have_no_room_fails_by_name_until_they_have_and_goes_on_exactly_once()
    {
        await using SmallDisk disk = SmallDisk.Make(64);
        await using WeirTestCluster cluster = await StartAsync($"""
            weir.state.backend = rocksdb
            weir.task-manager.local-state.dir = "{disk.Folder}"
            weir.checkpointing.local-recovery = true
            """);
        TestJob job = await cluster.SubmitAsync(Define, new TestJobOptions { Parallelism = 1 });
        await AddAsync(Keys);
        long first = await job.CheckpointAsync();
        await disk.FillAsync();

        // What has room in memory is counted all the same, and checkpoints fail; with what has none the subtask does.
        await AddAsync(3);
        (await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync())).Message.ShouldContain(NoRoom);
        job.Failures.ShouldBeEmpty();
        Add(20 * Keys);
        await job.WhenFailedAsync(3);
        job.Failures.Take(3).ShouldAllBe(failure => failure.Contains(NoRoom, StringComparison.Ordinal));
        var storage = new FileSystemCheckpointStorage(cluster.StorageDirectory);
        (await storage.VerifyAsync(storage.LocationOf(job.Id, first), CancellationToken.None)).ShouldBeNull();

        await disk.MakeRoomAsync();
        long next = await job.CheckpointAsync();
        (await storage.VerifyAsync(storage.LocationOf(job.Id, next), CancellationToken.None)).ShouldBeNull();
        await AddAsync(3);
        await CrashAsync(cluster, job, next);
        _source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce();
        Directory.GetDirectories(disk.Folder, "*-count-0", SearchOption.AllDirectories).ShouldBeEmpty("databases go with their subtasks, those that could not be made too");
    }

    [SmallDiskTheory]
    [InlineData("heap")]
    [InlineData("rocksdb")]
    public async Task A_checkpoint_storage_without_room_fails_checkpoints_by_name_and_not_the_job(string backend)
    {
        await using SmallDisk disk = SmallDisk.Make(16);
        await using WeirTestCluster cluster = await StartAsync($"""
            weir.state.backend = {backend}
            weir.task-manager.local-state.dir = "{_local}"
            weir.checkpointing.storage.dir = "{disk.Folder}"
            """);
        TestJob job = await cluster.SubmitAsync(Define, new TestJobOptions { Parallelism = 1 });
        await AddAsync(Keys);
        long first = await job.CheckpointAsync();
        await disk.FillAsync();
        var storage = new FileSystemCheckpointStorage(disk.Folder);
        for (int round = 0; round < 3; round++)
        {
            await AddAsync(Keys);
            (await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync())).Message.ShouldContain(NoRoom);
            (await storage.VerifyAsync(storage.LocationOf(job.Id, first), CancellationToken.None)).ShouldBeNull();
        }

        await disk.MakeRoomAsync();
        await AddAsync(3);
        long next = await job.CheckpointAsync();
        job.Failures.ShouldBeEmpty();
        (await storage.VerifyAsync(storage.LocationOf(job.Id, next), CancellationToken.None)).ShouldBeNull();
        await UntilNothingIsLeftOverAsync(storage, disk.Folder, job, next);
        await CrashAsync(cluster, job, next);
        _source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce();
    }

    [SmallDiskTheory]
    [InlineData("heap")]
    [InlineData("rocksdb")]
    public async Task Without_room_for_copies_on_the_node_checkpoints_are_complete_and_restored_from_the_storage(string backend)
    {
        await using SmallDisk disk = SmallDisk.Make(16);
        await using WeirTestCluster cluster = await StartAsync($"""
            weir.state.backend = {backend}
            weir.state.rocksdb.dir = "{_local}"
            weir.task-manager.local-state.dir = "{disk.Folder}"
            weir.checkpointing.local-recovery = true
            """);
        TestJob job = await cluster.SubmitAsync(Define, new TestJobOptions { Parallelism = 1 });
        await disk.FillAsync();
        await AddAsync(Keys);
        long first = await job.CheckpointAsync();
        job.Failures.ShouldBeEmpty();
        await CrashAsync(cluster, job, first);
        await AddAsync(3);
        _source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce();
    }

    private static Task<WeirTestCluster> StartAsync(string configuration) => WeirTestCluster.StartAsync(new TestClusterOptions
    {
        Patience = Patience,
        Configuration = $$"""
            weir.state.rocksdb { memory = 8 MiB, databases = 16 }
            weir.checkpointing { storage.inline-threshold = 0, tolerable-failures = 1000 }
            {{configuration}}
            """,
    });

    private void Define(StreamEnvironment environment) => environment.FromSource(_source).KeyBy(key => key).Count().WithName("count").WithUid("count").SinkTo(_sink);

    private static async Task CrashAsync(WeirTestCluster cluster, TestJob job, long checkpoint)
    {
        int recoveries = job.Recoveries;
        Fault crash = cluster.Faults.CrashSubtask("count").AtCheckpoint(checkpoint + 1);
        await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync());
        await job.WhenRecoveredAsync(recoveries + 1);
        crash.Count.ShouldBe(1);
    }

    /// <summary>Deletions come after a checkpoint is told to be complete.</summary>
    private static async Task UntilNothingIsLeftOverAsync(FileSystemCheckpointStorage storage, string folder, TestJob job, long checkpoint)
    {
        using var tooLate = new CancellationTokenSource(Patience);
        string root = Path.Combine(folder, job.Id);
        while (true)
        {
            CheckpointMetadata metadata = await storage.ReadMetadataAsync(storage.LocationOf(job.Id, checkpoint), CancellationToken.None);
            string[] shared = [.. SharedFolder.Files(Path.Combine(root, "shared")).Select(path => Path.GetFileName(path))];
            string[] checkpoints = [.. Directory.GetDirectories(root, "chk-*").Select(path => Path.GetFileName(path))];
            if (CheckpointHandles.SharedBy(metadata).SetEquals(shared) && checkpoints is [var only] && only == $"chk-{checkpoint}")
            {
                return;
            }

            tooLate.IsCancellationRequested.ShouldBeFalse($"{string.Join(", ", checkpoints)}; {string.Join(", ", shared)}");
            await Task.Delay(10);
        }
    }

    private void Add(int records)
    {
        _source.Add([.. Enumerable.Range(_added, records).Select(number => (long)(number % Keys))]);
        _added += records;
    }

    private Task AddAsync(int records)
    {
        Add(records);
        return _sink.WhenWrittenAsync(_added);
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
