using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;

namespace Weir.Unit.State.Backends;

/// <summary>However quickly is written, and whatever a snapshot keeps, cache and write buffers have no more than their memory.</summary>
public class RocksDbMemoryTests
{
    private const long BudgetBytes = 8 << 20;

    [RocksDbFact]
    public void One_database_keeps_to_the_memory_of_the_node() => ShouldKeepToIt(databases: 1, writeBufferPercent: 50);

    [RocksDbFact]
    public void One_with_large_write_buffers_keeps_to_it_too() => ShouldKeepToIt(databases: 1, writeBufferPercent: 70);

    [RocksDbFact]
    public void Several_databases_keep_to_it_together() => ShouldKeepToIt(databases: 3, writeBufferPercent: 50);

    private static void ShouldKeepToIt(int databases, int writeBufferPercent)
    {
        using var node = new RocksDbTestNode(settings => settings with { MemoryBytes = BudgetBytes, ExpectedDatabases = databases, WriteBufferPercent = writeBufferPercent });
        var backends = Enumerable.Range(0, databases).Select(_ => node.Node.OpenBackend(KeyedBackendContext<long>.For(8, new KeyGroupRange(0, 8)), "test")).ToList();
        ValueStateDescriptor<string>[] states = [.. Enumerable.Range(0, 4).Select(state => new ValueStateDescriptor<string>($"state {state}"))];
        var snapshots = new List<KeyedSnapshot>();
        var text = new string('x', 200);
        var random = new Random(1);
        long most = 0;
        for (var i = 0; i < 120_000; i++)
        {
            var backend = backends[i % databases];
            var key = random.NextInt64(60_000);
            backend.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
            var state = backend.State(states[i % states.Length]);
            _ = state.Value;
            state.Value = text;
            if (i % 500 == 0)
            {
                most = Math.Max(most, node.Node.Usage.ShouldNotBeNull().UsedBytes);
            }

            if (i % 40_000 == 20_000)
            {
                snapshots.ForEach(snapshot => snapshot.Dispose());
                snapshots = [.. backends.Select(each => each.Snapshot(new SnapshotRequest(i)))];
            }
        }

        snapshots.ForEach(snapshot => snapshot.Dispose());
        backends.ForEach(backend => backend.Dispose());

        // Blocks that are in use stay in the cache beyond its capacity, more of them when files are merged late: the last part is no promise.
        most.ShouldBeInRange(BudgetBytes / 4, BudgetBytes * 5 / 4);
        node.Node.Usage.ShouldNotBeNull().WriteBufferBytes.ShouldBe(0);
        node.Node.Usage!.Databases.ShouldBe(0);
    }
}
