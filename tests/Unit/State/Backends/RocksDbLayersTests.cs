using System.Collections.Immutable;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.Storage;
using Weir.State.Storage.Memory;

namespace Weir.Unit.State.Backends;

/// <summary>What the heap has written incrementally, restored into RocksDB.</summary>
public class RocksDbLayersTests
{
    private const int Keys = 2_000;
    private const long Changed = 7;
    private const long Removed = 8;

    private static readonly KeyGroupRange s_all = new(0, 8);
    private static readonly ListStateDescriptor<string> s_list = new("list");
    private static readonly MapStateDescriptor<string, int> s_map = new("map");
    private static readonly ValueStateDescriptor<long> s_count = new("count");

    [RocksDbFact]
    public async Task Later_layers_replace_and_remove_what_earlier_ones_have()
    {
        using var node = new RocksDbTestNode();
        var storage = new InMemoryCheckpointStorage();
        var handles = await WriteLayersAsync(storage);
        handles.Length.ShouldBeGreaterThan(1, "it is in layers");
        foreach (var isAskedForBefore in (bool[])[true, false])
        {
            using var backend = node.Node.OpenBackend(KeyedBackendContext<long>.For(s_all.End, s_all), "layers");
            if (isAskedForBefore)
            {
                Declare(backend);
            }

            var stored = await storage.BeginCheckpointAsync(Job(1), isAskedForBefore ? 8 : 9, CancellationToken.None);
            await backend.RestoreAsync(handles, storage.ReaderFor(stored), 2, CancellationToken.None);
            ShouldHold(backend);

            // Its own snapshot has no trace of what was replaced.
            var location = await storage.BeginCheckpointAsync(Job(isAskedForBefore ? 2 : 3), 1, CancellationToken.None);
            using var snapshot = backend.Snapshot(new SnapshotRequest(1));
            var whole = await snapshot.WriteAsync(storage.WriterFor(location), "keyed", CancellationToken.None);
            using var heap = new HeapStateBackend<long>(KeyedBackendContext<long>.For(s_all.End, s_all));
            await heap.RestoreAsync(whole, storage.ReaderFor(location), 0, CancellationToken.None);
            ShouldHold(heap);
        }
    }

    [RocksDbFact]
    public async Task Layers_that_nothing_asks_for_become_one()
    {
        using var node = new RocksDbTestNode();
        var storage = new InMemoryCheckpointStorage();
        var handles = await WriteLayersAsync(storage);
        var location = await storage.BeginCheckpointAsync(Job(1), 9, CancellationToken.None);
        using var idle = node.Node.OpenBackend(KeyedBackendContext<long>.For(s_all.End, s_all), "layers");
        await idle.RestoreAsync(handles, storage.ReaderFor(location), 2, CancellationToken.None);
        using var snapshot = idle.Snapshot(new SnapshotRequest(1));
        var whole = await snapshot.WriteAsync(storage.WriterFor(location), "keyed", CancellationToken.None);
        var count = 0;
        await foreach (var chunk in KeyedStateFormat.ReadAsync(whole.ShouldHaveSingleItem(), s_all, storage.ReaderFor(location), CancellationToken.None))
        {
            chunk.IsRemoval.ShouldBeFalse();
            count += chunk.State.Name == s_list.Name ? chunk.Count : 0;
        }

        count.ShouldBe(Keys - 1, "each key once");
        using var heap = new HeapStateBackend<long>(KeyedBackendContext<long>.For(s_all.End, s_all));
        await heap.RestoreAsync(whole, storage.ReaderFor(location), 0, CancellationToken.None);
        ShouldHold(heap);
        using var again = node.Node.OpenBackend(KeyedBackendContext<long>.For(s_all.End, s_all), "layers");
        await again.RestoreAsync(whole, storage.ReaderFor(location), 0, CancellationToken.None);
        ShouldHold(again);
        using var last = again.Snapshot(new SnapshotRequest(2));
        (await last.WriteAsync(storage.WriterFor(location), "again", CancellationToken.None)).ShouldHaveSingleItem();
    }

    private static string Job(int number) => number.ToString("x32", null);

    private static async Task<ImmutableArray<KeyedStateHandle>> WriteLayersAsync(InMemoryCheckpointStorage storage)
    {
        using var heap = new HeapStateBackend<long>(KeyedBackendContext<long>.For(s_all.End, s_all)) { FewBytes = 0 };
        for (long key = 0; key < Keys; key++)
        {
            var hash = Bind(heap, key);
            heap.State(s_count).Value = key;
            heap.State(s_list).Update(["a", "b", "c"]);
            heap.State(s_map)["kept"] = 1;
            heap.State(s_map)["other"] = 2;
            heap.Timers("timers").Add(key, in key, hash);
        }

        await SnapshotAsync(storage, heap, 1, 0);
        var changed = Bind(heap, Changed);
        heap.State(s_list).Update(["z"]);
        heap.State(s_map).Remove("other");
        heap.Timers("timers").Delete(Changed, Changed, changed);
        heap.Timers("timers").Add(5_000, Changed, changed);
        Bind(heap, Removed);
        heap.State(s_count).Clear();
        heap.State(s_list).Clear();
        heap.State(s_map).Clear();
        return await SnapshotAsync(storage, heap, 2, 1);
    }

    private static async Task<ImmutableArray<KeyedStateHandle>> SnapshotAsync(InMemoryCheckpointStorage storage, HeapStateBackend<long> heap, long id, long upon)
    {
        using var snapshot = heap.Snapshot(new SnapshotRequest(id) { Scope = StateScope.Shared, IncrementalBase = upon });
        var location = await storage.BeginCheckpointAsync(Job(1), id, CancellationToken.None);
        return await snapshot.WriteAsync(storage.WriterFor(location), "keyed", CancellationToken.None);
    }

    private static void Declare(KeyedStateBackend<long> backend)
    {
        backend.State(s_count);
        backend.State(s_list);
        backend.State(s_map);
        backend.Timers("timers");
    }

    private static void ShouldHold(KeyedStateBackend<long> backend)
    {
        Declare(backend);
        for (long key = 0; key < Keys; key++)
        {
            Bind(backend, key);
            backend.State(s_count).HasValue.ShouldBe(key != Removed);
            string[] list = key == Changed ? ["z"] : key == Removed ? [] : ["a", "b", "c"];
            backend.State(s_list).ShouldBe(list);
            backend.State(s_map).Count.ShouldBe(key == Changed ? 1 : key == Removed ? 0 : 2);
        }

        backend.Timers("timers").PopUpTo(10_000).Select(timer => (timer.Timestamp, timer.Key)).Order()
            .ShouldBe(Enumerable.Range(0, Keys).Select(key => (key == Changed ? 5_000L : key, (long)key)).Order());
        foreach (var key in Enumerable.Range(0, Keys))
        {
            var hash = Bind(backend, key);
            backend.Timers("timers").Add(key == Changed ? 5_000 : key, key, hash);
        }

    }

    private static uint Bind(KeyedStateBackend<long> backend, long key)
    {
        var hash = KeyHasher<long>.Default.Hash(in key);
        backend.SetKey(in key, hash);
        return hash;
    }
}
