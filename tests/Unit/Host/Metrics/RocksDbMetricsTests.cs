using Weir.Actors.Metrics;
using Weir.Host.Metrics;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.RocksDb;
using Weir.Unit.State.Backends;

namespace Weir.Unit.Host.Metrics;

/// <summary>What a node's databases say of themselves among its metrics.</summary>
public sealed class RocksDbMetricsTests : IDisposable
{
    private static readonly KeyValuePair<string, object?>[] s_tags = [new("operator_id", "count"), new("subtask_index", 3)];

    private readonly NodeMetrics _metrics = new();
    private readonly MetricCollector _collector;

    public RocksDbMetricsTests() => _collector = new MetricCollector(_metrics.Meter);

    public void Dispose()
    {
        _collector.Dispose();
        _metrics.Dispose();
    }

    [RocksDbFact]
    public void Each_state_has_the_chosen_ones_as_long_as_its_database_is_open()
    {
        using var node = new RocksDbTestNode(settings => settings with { Metrics = [RocksDbProperty.Find("estimate-num-keys")!, RocksDbProperty.Find("num-files-at-level0")!] });
        _metrics.Databases.Add(node.Node);
        Own().ShouldBeEmpty("no job has asked for a database");
        using (var backend = Open(node))
        {
            Write(backend, "a", 10);
            Write(backend, "b", 20);
            var keys = Own().Single(family => family.Name == "taskmanager.job.task.operator.rocksdb.estimate-num-keys");
            keys.Samples.Select(sample => (sample.Tags.Single(tag => tag.Key == "column_family").Value, sample.Value)).Order().ShouldBe([("a", 10), ("b", 20)]);
            keys.Samples[0].Tags.Take(2).ShouldBe([new("operator_id", "count"), new("subtask_index", "3")]);
            PrometheusText.Of(Own(), "flink").ShouldContain(
                "flink_taskmanager_job_task_operator_rocksdb_num_files_at_level0{operator_id=\"count\",subtask_index=\"3\",column_family=\"a\"} 0\n");
            Own().Select(family => family.Name).Order().ShouldBe(
            [
                "taskmanager.job.task.operator.rocksdb.estimate-num-keys",
                "taskmanager.job.task.operator.rocksdb.num-files-at-level0",
                "taskmanager.rocksdb.databases",
                "taskmanager.rocksdb.memoryBudget",
                "taskmanager.rocksdb.memoryUsed",
            ]);
            Of("databases").ShouldBe(1);
            Of("memoryBudget").ShouldBe(RocksDbSettings.SmallestMemoryBytes);
            Of("memoryUsed").ShouldBeInRange(1, RocksDbSettings.SmallestMemoryBytes);
        }

        Own().ShouldNotContain(family => family.Name.Contains("operator", StringComparison.Ordinal));
        Of("databases").ShouldBe(0);
        _metrics.Databases.Remove(node.Node);
        Own().ShouldBeEmpty();
    }

    [RocksDbFact]
    public async Task They_can_be_read_while_databases_come_and_go()
    {
        using var node = new RocksDbTestNode(settings => settings with { Metrics = RocksDbProperty.All });
        _metrics.Databases.Add(node.Node);
        using var enough = new CancellationTokenSource();
        var seen = 0;
        var collecting = Task.Run(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                if (Own().Count > 3)
                {
                    Interlocked.Increment(ref seen);
                }
            }
        });
        for (var i = 0; i < 20 || Volatile.Read(ref seen) < 20; i++)
        {
            using var backend = Open(node);
            Write(backend, "a", 100);
        }

        await enough.CancelAsync();
        await collecting;
        using (var backend = Open(node))
        {
            Write(backend, "a", 100);
            Own().Count.ShouldBe(RocksDbProperty.All.Count + 3);
        }

        Of("databases").ShouldBe(0);
    }

    private static RocksDbStateBackend<long> Open(RocksDbTestNode node) =>
        node.Node.OpenBackend(KeyedBackendContext<long>.For(8, new KeyGroupRange(0, 8)), "test", s_tags);

    private static void Write(RocksDbStateBackend<long> backend, string state, int keys)
    {
        for (long key = 0; key < keys; key++)
        {
            backend.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
            backend.State(new ValueStateDescriptor<long>(state)).Value = key;
        }
    }

    private IReadOnlyList<MetricFamily> Own() => [.. _collector.Collect().Where(family => family.Name.Contains("rocksdb", StringComparison.Ordinal))];

    private double Of(string name) => Own().Single(family => family.Name == $"taskmanager.rocksdb.{name}").Samples.ShouldHaveSingleItem().Value;
}
