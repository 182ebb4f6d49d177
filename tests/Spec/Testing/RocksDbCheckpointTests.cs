using Weir.Operators.Functions;
using Weir.Operators.Streams;
using Weir.State;
using Weir.State.Storage;
using Weir.State.Storage.Files;
using Weir.Testing;
using Weir.Testing.Connectors;
using Weir.Testing.Faults;

namespace Weir.Spec.Testing;

/// <summary>Checkpoints that name the files of databases, and what becomes of the files.</summary>
public sealed class RocksDbCheckpointTests : IAsyncLifetime
{
    private const int Keys = 5_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _local = Directory.CreateTempSubdirectory("weir-rocksdb-").FullName;
    private readonly ScriptedSource<long> _source = new();
    private readonly TestSink<(long Key, long Count)> _sink = new();
    private int _added;

    public enum Damage
    {
        Missing,
        Truncated,
        BitFlipped,
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => TemporaryFolders.DeleteAsync(_local);

    [RocksDbFact]
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

        // All tables are small: one file of them for each checkpoint, be it of one table, and one of what is the checkpoint's own.
        named.ByCheckpoint.Values.ShouldAllBe(names => names.Count > 0 && names.All(name => name.Contains(".sst-", StringComparison.Ordinal) || name.Contains("-packed-", StringComparison.Ordinal)));
        named.ByCheckpoint.Values.ShouldAllBe(names => names.GroupBy(name => SharedName.CheckpointIdOf(name)).All(written => written.Count() == 1));
        named.ByCheckpoint.Keys.ShouldAllBe(id => Directory.GetFiles(Path.Combine(cluster.StorageDirectory, job.Id, $"chk-{id}"), "count*").Length == 1);
        named.ByCheckpoint.Values.ShouldContain(names => names.Any(name => name.Contains("-packed-", StringComparison.Ordinal)));
        await CrashAsync(cluster, job, named.ByCheckpoint.Keys.Max());
        _source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce();
        Shared(cluster, job).ShouldBeEmpty();
    }

    [RocksDbTheory]
    [InlineData(Damage.Missing)]
    [InlineData(Damage.Truncated)]
    [InlineData(Damage.BitFlipped)]
    public async Task A_checkpoint_of_which_a_table_is_damaged_is_skipped_and_what_others_need_stays(Damage damage)
    {
        await using WeirTestCluster cluster = await StartAsync("weir.checkpointing.num-retained = 2");
        TestJob job = await RunAsync(cluster);
        await AddAsync(Keys / 4);
        long second = await job.CheckpointAsync();
        string damaged = Shared(cluster, job).First(name => name.StartsWith($"{second}-count", StringComparison.Ordinal));
        Do(damage, Path.Combine(Folder(cluster, job), damaged));
        await CrashAsync(cluster, job, second);
        string aside = Directory.GetDirectories(Path.Combine(cluster.StorageDirectory, job.Id), "set-aside-*").ShouldHaveSingleItem();
        var storage = new FileSystemCheckpointStorage(cluster.StorageDirectory);
        (await storage.VerifyAsync(new CheckpointLocation(aside), CancellationToken.None)).ShouldNotBeNull().ShouldContain(damaged);

        // From the older one, of which nothing is gone; and neither is anything of those that build upon it.
        await AddAsync(3);
        await job.CheckpointAsync();
        await AddAsync(3);
        await job.CheckpointAsync();
        SharedNames named = await UntilSettledAsync(cluster, job, retained: 2, damage == Damage.Missing ? damaged : null);
        named.BySetAside.ShouldContain(damaged);
        foreach (CheckpointSummary kept in await storage.ListCheckpointsAsync(job.Id, CancellationToken.None))
        {
            (await storage.VerifyAsync(kept.Location, CancellationToken.None)).ShouldBeNull();
        }

        await CrashAsync(cluster, job, named.ByCheckpoint.Keys.Max());
        _source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce();
    }

    [RocksDbFact]
    public async Task A_file_that_is_deleted_while_it_is_restored_is_named_and_an_older_checkpoint_restored_instead()
    {
        await using WeirTestCluster cluster = await StartAsync("weir.checkpointing.num-retained = 2");
        TestJob job = await RunAsync(cluster);
        await AddAsync(Keys / 4);
        long second = await job.CheckpointAsync();
        int found = 0;
        cluster.Faults.Storage.Opening = state =>
        {
            // All that was looked at before is whole.
            if (state.SharedName is { } name && name.StartsWith($"{second}-count", StringComparison.Ordinal) && Interlocked.Increment(ref found) == 1)
            {
                File.Delete(Path.Combine(Folder(cluster, job), name));
            }
        };
        await CrashAsync(cluster, job, second);
        found.ShouldBeGreaterThan(0);
        job.Failures.Count.ShouldBe(2, string.Join('\n', job.Failures));
        job.Failures[1].ShouldContain($"{second}-count");
        job.Failures[1].ShouldContain("is missing");
        await AddAsync(3);
        await job.CheckpointAsync();
        _source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce();
    }

    [RocksDbTheory]
    [InlineData(Damage.Missing)]
    [InlineData(Damage.Truncated)]
    [InlineData(Damage.BitFlipped)]
    public async Task A_checkpoint_whose_metadata_is_damaged_is_skipped_and_the_tables_of_the_older_one_are_there(Damage damage)
    {
        await using WeirTestCluster cluster = await StartAsync("weir.checkpointing.num-retained = 2");
        TestJob job = await RunAsync(cluster);
        await AddAsync(Keys / 4);
        long second = await job.CheckpointAsync();
        Do(damage, Path.Combine(cluster.StorageDirectory, job.Id, $"chk-{second}", "_metadata"));
        await CrashAsync(cluster, job, second);
        await AddAsync(3);
        await job.CheckpointAsync();
        _source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce();
    }

    [RocksDbTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_checkpoint_that_cannot_be_written_fails_and_the_job_and_the_next_checkpoint_go_on(bool isTorn)
    {
        await using WeirTestCluster cluster = await StartAsync("weir.checkpointing.tolerable-failures = 10");
        TestJob job = await RunAsync(cluster);
        Fault fault = isTorn ? cluster.Faults.Storage.TearWrite(2) : cluster.Faults.Storage.FailWrite(2);
        await AddAsync(Keys / 4);
        (await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync())).Message.ShouldContain("injected");
        fault.Count.ShouldBe(1);
        await AddAsync(3);
        long next = await job.CheckpointAsync();
        SharedNames named = await UntilSettledAsync(cluster, job, retained: 1);
        named.ByCheckpoint[next].ShouldContain(name => name.StartsWith("1-", StringComparison.Ordinal), "it builds upon the last complete one");
        named.ByCheckpoint[next].ShouldNotContain(name => name.StartsWith("2-", StringComparison.Ordinal));
        job.Failures.ShouldBeEmpty();
        await CrashAsync(cluster, job, next);
        _source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce();
    }

    [RocksDbFact]
    public async Task Whoever_starts_from_a_checkpoint_has_its_state_at_any_parallelism_in_either_backend()
    {
        await using WeirTestCluster cluster = await StartAsync("weir.checkpointing.retention = retain-on-cancellation");
        TestJob job = await RunAsync(cluster, parallelism: 2);
        string from = await CancelAsync(cluster, job);
        foreach ((StateBackend backend, int parallelism) in ((StateBackend, int)[])[(StateBackend.RocksDb, 3), (StateBackend.RocksDb, 1), (StateBackend.Heap, 2)])
        {
            TestJob next = await cluster.SubmitAsync(
                environment =>
                {
                    environment.StateBackend = backend;
                    Define(environment);
                },
                new TestJobOptions { Parallelism = parallelism, StartFrom = from });
            await next.WhenRunningAsync();
            await AddAsync(Keys / 3);
            from = await CancelAsync(cluster, next);
        }

        TestJob last = await cluster.SubmitAsync(Define, new TestJobOptions { Parallelism = 2, StartFrom = from });
        _source.Complete();
        await last.FinishAsync();
        ShouldHoldEachCountOnce();
    }

    private static void Do(Damage damage, string path)
    {
        if (damage == Damage.Missing)
        {
            File.Delete(path);
            return;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        if (damage == Damage.Truncated)
        {
            file.SetLength(file.Length / 2);
            return;
        }

        file.Position = file.Length / 2;
        int value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(value ^ 4));
    }

    private Task<WeirTestCluster> StartAsync(string configuration) => WeirTestCluster.StartAsync(new TestClusterOptions
    {
        Patience = Patience,
        Configuration = $$"""
            weir.task-manager.local-state.dir = "{{_local.Replace('\\', '/')}}"
            weir.state.backend = rocksdb
            weir.state.rocksdb.memory = 16 MiB
            weir.checkpointing.storage.inline-threshold = 0
            {{configuration}}
            """,
    });

    private static string Folder(WeirTestCluster cluster, TestJob job) => Path.Combine(cluster.StorageDirectory, job.Id, "shared");

    private static IReadOnlyList<string> Shared(WeirTestCluster cluster, TestJob job) => [.. Directory.GetFiles(Folder(cluster, job)).Select(path => Path.GetFileName(path))];

    private static async Task<string> CancelAsync(WeirTestCluster cluster, TestJob job)
    {
        long last = await job.CheckpointAsync();
        await job.CancelAsync();
        return Path.Combine(cluster.StorageDirectory, job.Id, $"chk-{last}");
    }

    /// <summary>Deletions come after a checkpoint is told to be complete.</summary>
    /// <returns>What there is to stay, when that is all there is.</returns>
    private static async Task<SharedNames> UntilSettledAsync(WeirTestCluster cluster, TestJob job, int retained, string? missing = null)
    {
        var storage = new FileSystemCheckpointStorage(cluster.StorageDirectory);
        using var tooLate = new CancellationTokenSource(Patience);
        while (true)
        {
            SharedNames named = await storage.ReadSharedNamesAsync(job.Id, CancellationToken.None);
            HashSet<string> stays = [.. named.ByCheckpoint.Values.SelectMany(names => names).Concat(named.BySetAside).Where(name => name != missing)];
            IReadOnlyList<string> there = Shared(cluster, job);
            if (named.ByCheckpoint.Count == retained && stays.SetEquals(there))
            {
                return named;
            }

            tooLate.IsCancellationRequested.ShouldBeFalse($"{named.ByCheckpoint.Count} checkpoints; not named: {string.Join(", ", there.Except(stays))}");
            await Task.Delay(10);
        }
    }

    private static async Task CrashAsync(WeirTestCluster cluster, TestJob job, long checkpoint)
    {
        Fault crash = cluster.Faults.CrashSubtask("count").AtCheckpoint(checkpoint + 1);
        await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync());
        await job.WhenRecoveredAsync();
        crash.Count.ShouldBe(1);
    }

    private void Define(StreamEnvironment environment) => environment.FromSource(_source).KeyBy(key => key).Process(() => new Counting()).WithName("count").WithUid("count").SinkTo(_sink);

    /// <summary>With a checkpoint of all keys.</summary>
    private async Task<TestJob> RunAsync(WeirTestCluster cluster, int parallelism = 1)
    {
        TestJob job = await cluster.SubmitAsync(Define, new TestJobOptions { Parallelism = parallelism });
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

    /// <summary>With states that are written with each record, with some, and once, so that their tables are of different ages.</summary>
    private sealed class Counting : KeyedProcessFunction<long, long, (long Key, long Count)>
    {
        private IValueState<long>? _count;
        private IValueState<long>? _even;
        private IListState<long>? _first;

        public override void Open(RuntimeContext context)
        {
            _count = context.State(new ValueStateDescriptor<long>("count"));
            _even = context.State(new ValueStateDescriptor<long>("even"));
            _first = context.State(new ListStateDescriptor<long>("first"));
        }

        public override void Process(long record, KeyedContext<long> context, Collector<(long Key, long Count)> output)
        {
            long count = ++_count!.Value;
            if (count == 1)
            {
                _first!.Add(record);
            }

            if (count % 2 == 0)
            {
                _even!.Value = count;
            }

            _first!.ShouldBe([record]);
            _even!.Value.ShouldBe(count / 2 * 2);
            output.Add((record, count));
        }
    }
}
