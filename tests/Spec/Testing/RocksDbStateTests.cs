using Weir.Operators.Functions;
using Weir.Operators.Streams;
using Weir.State;
using Weir.Testing;
using Weir.Testing.Connectors;
using Weir.Testing.Faults;

namespace Weir.Spec.Testing;

/// <summary>Jobs with their state in RocksDB.</summary>
public sealed class RocksDbStateTests : IAsyncLifetime
{
    private static readonly string[] Words = [.. Enumerable.Range(0, 3_000).Select(n => $"w{n % 97}")];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _local = Directory.CreateTempSubdirectory("weir-rocksdb-").FullName;
    private readonly ScriptedSource<string> _source = new();
    private readonly TestSink<(string Word, long Count)> _sink = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => TemporaryFolders.DeleteAsync(_local);

    [RocksDbFact]
    public async Task After_a_failure_each_record_counts_once()
    {
        await using WeirTestCluster cluster = await StartAsync("weir.state.backend = rocksdb");
        TestJob job = await cluster.SubmitAsync(Define, new TestJobOptions { Parallelism = 2 });
        _source.Add(Words[..1_500]);
        await _sink.WhenWrittenAsync(1_500);
        Databases().Length.ShouldBe(2);
        long checkpoint = await job.CheckpointAsync();
        Fault crash = cluster.Faults.CrashSubtask("count").AtCheckpoint(checkpoint + 1);
        _source.Add(Words[1_500..]);
        await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync());
        await job.WhenRecoveredAsync();
        crash.Count.ShouldBe(1);
        _source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce();
        Databases().ShouldBeEmpty("the databases go with their subtasks");
    }

    [RocksDbFact]
    public async Task A_savepoint_of_one_backend_starts_a_job_on_the_other_at_another_parallelism()
    {
        await using WeirTestCluster cluster = await StartAsync("");
        TestJob heap = await cluster.SubmitAsync(Define, new TestJobOptions { Parallelism = 2 });
        _source.Add(Words[..1_000]);
        await _sink.WhenWrittenAsync(1_000);
        Databases().ShouldBeEmpty();
        string first = await heap.StopAsync();

        TestJob inRocksDb = await cluster.SubmitAsync(DefineInRocksDb, new TestJobOptions { Parallelism = 3, StartFrom = first });
        _source.Add(Words[1_000..2_000]);
        await _sink.WhenWrittenAsync(2_000);
        Databases().Length.ShouldBe(3);
        string second = await inRocksDb.StopAsync();

        TestJob back = await cluster.SubmitAsync(Define, new TestJobOptions { Parallelism = 1, StartFrom = second });
        _source.Add(Words[2_000..]);
        _source.Complete();
        await back.FinishAsync();
        ShouldHoldEachCountOnce();
    }

    [RocksDbFact]
    public async Task Functions_have_their_states_and_timers_there()
    {
        TestSink<string> sink = new();
        await using WeirTestCluster cluster = await StartAsync("weir.state.backend = rocksdb");
        TestJob job = await cluster.SubmitAsync(
            environment => environment.FromSource(_source).KeyBy(word => word).Process(() => new Gather()).WithUid("gather").SinkTo(sink),
            new TestJobOptions { Parallelism = 2 });
        _source.Add(Words[..970]);
        _source.Complete();
        await job.FinishAsync();
        sink.Committed.Order(StringComparer.Ordinal).ShouldBe(Words[..97].Select(word => $"{word}: 10 of 10, 10").Order(StringComparer.Ordinal));
    }

    private Task<WeirTestCluster> StartAsync(string configuration) => WeirTestCluster.StartAsync(new TestClusterOptions
    {
        Patience = Patience,
        Configuration = $$"""
            weir.task-manager.local-state.dir = "{{_local.Replace('\\', '/')}}"
            weir.state.rocksdb.memory = 16 MiB
            {{configuration}}
            """,
    });

    private void Define(StreamEnvironment environment) => environment.FromSource(_source).KeyBy(word => word).Count().WithName("count").WithUid("count").SinkTo(_sink);

    private void DefineInRocksDb(StreamEnvironment environment)
    {
        environment.StateBackend = StateBackend.RocksDb;
        Define(environment);
    }

    private string[] Databases() => [.. Directory.GetFiles(_local, "CURRENT", SearchOption.AllDirectories)];

    private void ShouldHoldEachCountOnce()
    {
        _sink.Committed.Count.ShouldBe(Words.Length);
        foreach (IGrouping<string, (string Word, long Count)> word in _sink.Committed.GroupBy(result => result.Word))
        {
            word.Select(result => result.Count).Order().ShouldBe(Enumerable.Range(1, Words.Count(w => w == word.Key)).Select(n => (long)n));
        }
    }

    /// <summary>Says at the end of time what there was of each word, by a list, a map and a sum.</summary>
    private sealed class Gather : KeyedProcessFunction<string, string, string>
    {
        private IListState<string>? _list;
        private IMapState<int, string>? _map;
        private IReducingState<long>? _sum;

        public override void Open(RuntimeContext context)
        {
            _list = context.State(new ListStateDescriptor<string>("list"));
            _map = context.State(new MapStateDescriptor<int, string>("map"));
            _sum = context.State(new ReducingStateDescriptor<long>("sum", (left, right) => left + right));
        }

        public override void Process(string record, KeyedContext<string> context, Collector<string> output)
        {
            _map![_list!.Count] = record;
            _list.Add(record);
            _sum!.Add(1);
            context.Timers.SetEventTimer(1_000);
        }

        public override void OnTimer(long timestamp, TimeDomain domain, KeyedContext<string> context, Collector<string> output) =>
            output.Add($"{context.Key}: {_list!.Count(word => word == context.Key)} of {_map!.Count}, {_sum!.Value}");
    }
}
