using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.RocksDb;
using Weir.State.Storage.Memory;

namespace Weir.Unit.State.Backends;

/// <summary>When databases are made, closed and deleted, and what they share.</summary>
public class RocksDbLifeTests
{
    private static readonly ValueStateDescriptor<long> s_count = new("count");

    [RocksDbFact]
    public void A_database_goes_with_its_backend_and_the_folder_with_the_node()
    {
        using var node = new RocksDbTestNode();
        Directory.Exists(node.Root).ShouldBeFalse("nothing is made before it is needed");
        using (var backend = Open(node))
        {
            Set(backend, 1, 1);
            Databases(node).ShouldHaveSingleItem();
        }

        Databases(node).ShouldBeEmpty();
    }

    [RocksDbFact]
    public async Task A_snapshot_outlives_its_backend_and_the_database_does_not_outlive_the_snapshot()
    {
        using var node = new RocksDbTestNode();
        var storage = new InMemoryCheckpointStorage();
        var location = await storage.BeginCheckpointAsync("0123456789abcdef0123456789abcdef", 1, CancellationToken.None);
        var backend = Open(node);
        for (long key = 0; key < 1_000; key++)
        {
            Set(backend, key, key);
        }

        using var snapshot = backend.Snapshot(new SnapshotRequest(1));
        using (var unused = backend.Snapshot(new SnapshotRequest(2)))
        {
            backend.Dispose();
            Databases(node).ShouldHaveSingleItem("it is read");
        }

        node.Node.Dispose();
        var handles = await snapshot.WriteAsync(storage.WriterFor(location), "keyed", CancellationToken.None);
        Databases(node).ShouldBeEmpty();
        using var restored = Open(node);
        await restored.RestoreAsync(handles, storage.ReaderFor(location), 1, CancellationToken.None);
        for (long key = 0; key < 1_000; key++)
        {
            restored.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
            restored.State(s_count).Value.ShouldBe(key);
        }
    }

    [RocksDbFact]
    public void State_of_a_backend_that_is_closed_is_refused()
    {
        using var node = new RocksDbTestNode();
        var backend = Open(node);
        Set(backend, 1, 1);
        var state = backend.State(s_count);
        var timers = backend.Timers("timers");
        var map = backend.State(new MapStateDescriptor<string, List<int>>("map"));
        map["one"] = [1];
        backend.Dispose();
        Should.Throw<ObjectDisposedException>(() => state.Value = 1, "of the key that it was bound to");
        Should.Throw<ObjectDisposedException>(() => map.Count);
        long key = 2;
        Should.Throw<ObjectDisposedException>(() => backend.SetKey(in key, KeyHasher<long>.Default.Hash(in key)), "which writes the map back");
        backend.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
        Should.Throw<ObjectDisposedException>(() => state.Value = 1);
        Should.Throw<ObjectDisposedException>(() => timers.Add(1, 2, KeyHasher<long>.Default.Hash(2)));
    }

    [RocksDbFact]
    public void Databases_share_the_memory_of_the_node()
    {
        using var node = new RocksDbTestNode(settings => settings with { MemoryBytes = 8 << 20, ExpectedDatabases = 2 });
        var backends = Enumerable.Range(0, 4).Select(_ => Open(node)).ToList();
        var random = new Random(1);
        for (var i = 0; i < 100_000; i++)
        {
            Set(backends[i % 4], random.NextInt64(50_000), i);
        }

        var memory = node.Node.Memory.ShouldNotBeNull();
        memory.ReservedBytes.ShouldBeLessThanOrEqualTo(7 << 20);
        memory.UsedByCacheBytes.ShouldBeLessThan(8 << 20);
        backends.ForEach(backend => backend.Dispose());
        memory.ReservedBytes.ShouldBe(0);
    }

    [RocksDbFact]
    public void Keys_that_are_equal_are_one_key_whatever_their_bytes()
    {
        using var node = new RocksDbTestNode();
        using var numbers = node.Node.OpenBackend(KeyedBackendContext<(double, decimal)>.For(8, new KeyGroupRange(0, 8)), "numbers");
        var map = new MapStateDescriptor<double, int>("map");
        foreach (var key in ((double, decimal)[])[(0.0, 1.0m), (-0.0, 1.00m), (0.0, 1.000m)])
        {
            numbers.SetKey(in key, KeyHasher<(double, decimal)>.Default.Hash(in key));
            numbers.State(s_count).Value++;
            numbers.State(map)[-0.0] = 1;
            numbers.State(map)[0.0] = 2;
        }

        numbers.State(s_count).Value.ShouldBe(3);
        numbers.State(map).Count.ShouldBe(1);
        numbers.Keys("count").ShouldHaveSingleItem().ShouldBe((0.0, 1.0m));
    }

    private static RocksDbStateBackend<long> Open(RocksDbTestNode node) =>
        node.Node.OpenBackend(KeyedBackendContext<long>.For(8, new KeyGroupRange(0, 8)), "test");

    private static void Set(KeyedStateBackend<long> backend, long key, long value)
    {
        backend.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
        backend.State(s_count).Value = value;
    }

    private static string[] Databases(RocksDbTestNode node) => Directory.Exists(node.Root) ? Directory.GetFiles(node.Root, "CURRENT", SearchOption.AllDirectories) : [];
}
