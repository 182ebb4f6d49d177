using System.Collections.Immutable;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.RocksDb;
using Weir.State.Storage;
using Weir.State.Storage.Memory;

namespace Weir.Unit.State.Backends;

/// <summary>Snapshots of databases as their files: exact, named again by later ones, and read at any parallelism and by the heap.</summary>
public sealed class RocksDbFilesTests : IDisposable
{
    private const string JobId = "0123456789abcdef0123456789abcdef";
    private const int MaxParallelism = 16;

    private static readonly ValueStateDescriptor<string> s_text = new("text");
    private static readonly ListStateDescriptor<long> s_log = new("log");
    private static readonly MapStateDescriptor<int, long> s_map = new("map");

    // Room for all that a test writes before a checkpoint: each of them adds one table to a state, too few for a compaction.
    private readonly RocksDbTestNode _node = new(settings => settings with { MemoryBytes = 64 << 20 });
    private readonly InMemoryCheckpointStorage _storage = new();
    private readonly HashSet<long> _begun = [];

    public void Dispose() => _node.Dispose();

    [RocksDbFact]
    public async Task Tables_that_the_base_has_are_named_again_and_only_new_ones_written()
    {
        using var backend = Open();
        Fill(backend, 0, 20_000);
        var first = await CheckpointAsync(backend, 1, 0);
        Fill(backend, 0, 20);
        var second = await CheckpointAsync(backend, 2, 1);
        Tables(first).ShouldNotBeEmpty();
        Tables(second).ShouldContain(file => Tables(first).Contains(file));
        var written = second.Files.Except(first.Files).Sum(file => file.Length);
        written.ShouldBeLessThan(first.Files.Sum(file => file.Length) / 4);

        // Not known, or none: all is written.
        var alone = await CheckpointAsync(backend, 3, 0);
        Tables(alone).Intersect(Tables(second)).Where(file => !file.State.IsInline).ShouldBeEmpty();
        var unknown = await CheckpointAsync(backend, 5, 4);
        Tables(unknown).Intersect(Tables(alone)).Where(file => !file.State.IsInline).ShouldBeEmpty();
    }

    [RocksDbFact]
    public async Task A_checkpoint_after_a_restore_names_the_restored_files_if_it_builds_upon_them()
    {
        DatabaseStateHandle stored;
        using (var backend = Open())
        {
            Fill(backend, 0, 20_000);
            stored = await CheckpointAsync(backend, 7, 0);
        }

        using var restored = Open();
        await restored.RestoreAsync([stored], Reader(7), 7, CancellationToken.None);
        Tables(await CheckpointAsync(restored, 8, 7)).ShouldContain(file => Tables(stored).Contains(file) && !file.State.IsInline);

        using var claimed = Open();
        await claimed.RestoreAsync([stored], Reader(7), 0, CancellationToken.None);
        Tables(await CheckpointAsync(claimed, 8, 7)).Where(file => !file.State.IsInline).ShouldAllBe(file => !Tables(stored).Contains(file));
    }

    [RocksDbFact]
    public async Task A_native_savepoint_names_no_shared_file_and_a_canonical_one_is_in_groups()
    {
        using var backend = Open();
        Fill(backend, 0, 20_000);
        await CheckpointAsync(backend, 1, 0);
        var native = (await WriteAsync(backend, new SnapshotRequest(2) { Savepoint = SavepointFormat.Native })).ShouldHaveSingleItem();
        native.ShouldBeOfType<DatabaseStateHandle>().Files.ShouldAllBe(file => file.Scope == StateScope.Own);
        (await WriteAsync(backend, new SnapshotRequest(3) { Savepoint = SavepointFormat.Canonical })).ShouldHaveSingleItem().ShouldBeOfType<GroupedStateHandle>();
    }

    [RocksDbTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_is_written_after_the_barrier_is_not_in_the_checkpoint_however_much_that_is(int seed)
    {
        var random = new Random(seed);
        using var small = new RocksDbTestNode();
        using var backend = Open(small);
        Fill(backend, 0, 3_000);
        for (long id = 1; id <= 6; id++)
        {
            using var snapshot = backend.Snapshot(new SnapshotRequest(id) { Scope = StateScope.Shared, IncrementalBase = id - 1 });
            var location = await _storage.BeginCheckpointAsync(JobId, id, CancellationToken.None);
            var writing = Task.Run(() => snapshot.WriteAsync(_storage.WriterFor(location), "keyed", CancellationToken.None));

            // Several times what the write buffers hold.
            for (var i = 0; i < 20_000; i++)
            {
                Set(backend, random.NextInt64(3_000), $"after {id}: {random.Next()} {new string('x', 60)}");
            }

            var handles = await writing;
            using var restored = Open();
            await restored.RestoreAsync(handles, _storage.ReaderFor(location), 0, CancellationToken.None);
            for (long key = 0; key < 3_000; key++)
            {
                TextOf(restored, key).ShouldStartWith(id == 1 ? $"text {key}" : $"after {id - 1}:");
            }

            for (long key = 0; key < 3_000; key++)
            {
                Set(backend, key, $"after {id}:");
            }
        }
    }

    [RocksDbTheory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(2, 5)]
    public async Task Databases_are_clipped_and_put_together_at_another_parallelism(int before, int after)
    {
        var stored = ImmutableArray.CreateBuilder<OperatorSubtaskState>();
        for (var subtask = 0; subtask < before; subtask++)
        {
            using var backend = Open(before, subtask);
            Fill(backend, 0, 2_000);
            stored.Add(new OperatorSubtaskState { Keyed = [await CheckpointAsync(backend, 1, 0)] });
        }

        var state = new OperatorState { Uid = "uid", Parallelism = before, MaxParallelism = MaxParallelism, Subtasks = stored.ToImmutable() };
        var assigned = StateAssignment.Assign(state, after, MaxParallelism);
        var keys = new List<long>();
        for (var subtask = 0; subtask < after; subtask++)
        {
            // A database, the same once more through a checkpoint of it with its states unclaimed, and the heap.
            using var backend = Open(after, subtask);
            await backend.RestoreAsync(assigned[subtask].Keyed, Reader(1), 0, CancellationToken.None);
            var again = await CheckpointAsync(backend, 100 + subtask, 0);
            again.KeyGroups.ShouldBe(backend.KeyGroups);
            CheckAll(backend, keys);

            using var copied = Open(after, subtask);
            await copied.RestoreAsync([again], Reader(100 + subtask), 0, CancellationToken.None);
            CheckAll(copied, []);

            using var heap = new HeapStateBackend<long>(backend.Context);
            await heap.RestoreAsync(assigned[subtask].Keyed, Reader(1), 0, CancellationToken.None);
            CheckAll(heap, []);
        }

        keys.Order().ShouldBe(Enumerable.Range(0, 2_000).Select(key => (long)key));
    }

    [RocksDbFact]
    public async Task States_are_described_without_reading_the_database()
    {
        using var backend = Open();
        Fill(backend, 0, 10);
        backend.Timers("alarm").Add(1, 1, KeyHasher<long>.Default.Hash(1));
        var handle = await CheckpointAsync(backend, 1, 0);
        var state = new OperatorState { Uid = "uid", Parallelism = 1, MaxParallelism = MaxParallelism, Subtasks = [new OperatorSubtaskState { Keyed = [handle] }] };
        var states = await StateInventory.ReadAsync(state, new NothingToRead(), CancellationToken.None);
        states.Select(found => (found.Name, found.Kind)).ShouldBe(
            [("text", StateKind.Value), ("log", StateKind.List), ("map", StateKind.Map), ("alarm", StateKind.Timers)], ignoreOrder: true);
    }

    [RocksDbFact]
    public async Task A_state_whose_type_has_changed_is_written_anew_when_it_is_asked_for()
    {
        var before = new ValueStateDescriptor<int>("number");
        DatabaseStateHandle stored;
        using (var backend = Open())
        {
            for (var key = 0; key < 1_000; key++)
            {
                Bind(backend, key);
                backend.State(before).Value = key;
            }

            stored = await CheckpointAsync(backend, 1, 0);
        }

        var after = new ValueStateDescriptor<long>("number");
        using var restored = Open();
        await restored.RestoreAsync([stored], Reader(1), 1, CancellationToken.None);
        (await Should.ThrowAsync<IncompatibleSchemaException>(() => AskAsync<string>(stored))).Message.ShouldContain("number");
        for (var key = 0; key < 1_000; key++)
        {
            Bind(restored, key);
            restored.State(after).Value.ShouldBe(key);
        }

        using var again = Open();
        await again.RestoreAsync([await CheckpointAsync(restored, 2, 1)], Reader(2), 2, CancellationToken.None);
        Bind(again, 7);
        again.State(after).Value.ShouldBe(7);
        again.Keys("number").Count().ShouldBe(1_000);
    }

    [RocksDbFact]
    public async Task What_came_in_groups_and_nothing_has_asked_for_goes_through_files_too()
    {
        ImmutableArray<KeyedStateHandle> canonical;
        using (var backend = Open())
        {
            Fill(backend, 0, 2_000);
            canonical = await WriteAsync(backend, new SnapshotRequest(1));
        }

        DatabaseStateHandle files;
        using (var idle = Open())
        {
            await idle.RestoreAsync(canonical, Reader(1), 0, CancellationToken.None);
            files = await CheckpointAsync(idle, 2, 0);
        }

        for (var subtask = 0; subtask < 2; subtask++)
        {
            using var restored = Open(2, subtask);
            await restored.RestoreAsync([files], Reader(2), 0, CancellationToken.None);
            CheckAll(restored, []);
            using var heap = new HeapStateBackend<long>(restored.Context);
            await heap.RestoreAsync([files], Reader(2), 0, CancellationToken.None);
            CheckAll(heap, []);
        }
    }

    [RocksDbFact]
    public async Task A_snapshot_outlives_its_backend_and_the_database_does_not_outlive_the_snapshot()
    {
        var backend = Open();
        Fill(backend, 0, 2_000);
        var snapshot = backend.Snapshot(new SnapshotRequest(1) { Scope = StateScope.Shared });
        using (backend.Snapshot(new SnapshotRequest(2) { Scope = StateScope.Shared }))
        {
            backend.Dispose();
        }

        var location = await _storage.BeginCheckpointAsync(JobId, 1, CancellationToken.None);
        var handles = await snapshot.WriteAsync(_storage.WriterFor(location), "keyed", CancellationToken.None);
        Directory.GetFiles(_node.Root, "CURRENT", SearchOption.AllDirectories).ShouldBeEmpty();
        using var restored = Open();
        await restored.RestoreAsync(handles, Reader(1), 0, CancellationToken.None);
        CheckAll(restored, []);
    }

    private async Task AskAsync<T>(DatabaseStateHandle stored)
    {
        using var restored = Open();
        await restored.RestoreAsync([stored], Reader(1), 1, CancellationToken.None);
        restored.State(new ValueStateDescriptor<T>("number"));
    }

    private RocksDbStateBackend<long> Open(int parallelism = 1, int subtask = 0) => Open(_node, parallelism, subtask);

    private static RocksDbStateBackend<long> Open(RocksDbTestNode node, int parallelism = 1, int subtask = 0) =>
        node.Node.OpenBackend(KeyedBackendContext<long>.For(MaxParallelism, KeyGroups.RangeFor(MaxParallelism, parallelism, subtask)), "files");

    private ICheckpointReader Reader(long id) => _storage.ReaderFor(_storage.LocationOf(JobId, id));

    private async Task<DatabaseStateHandle> CheckpointAsync(KeyedStateBackend<long> backend, long id, long upon) =>
        (await WriteAsync(backend, new SnapshotRequest(id) { Scope = StateScope.Shared, IncrementalBase = upon })).ShouldHaveSingleItem().ShouldBeOfType<DatabaseStateHandle>();

    private async Task<ImmutableArray<KeyedStateHandle>> WriteAsync(KeyedStateBackend<long> backend, SnapshotRequest request)
    {
        var location = _storage.LocationOf(JobId, request.CheckpointId);
        if (_begun.Add(request.CheckpointId))
        {
            await _storage.BeginCheckpointAsync(JobId, request.CheckpointId, CancellationToken.None);
        }

        using var snapshot = backend.Snapshot(request);
        return await snapshot.WriteAsync(_storage.WriterFor(location), "keyed", CancellationToken.None);
    }

    private static List<DatabaseFile> Tables(DatabaseStateHandle handle) => [.. handle.Database.Where(file => RocksDbCut.IsTable(file.Name))];

    private static void Fill(KeyedStateBackend<long> backend, long from, long to)
    {
        for (var key = from; key < to; key++)
        {
            if (Bind(backend, key))
            {
                backend.State(s_text).Value = $"text {key}";
                if (key % 10 == 0)
                {
                    backend.State(s_log).AddRange([key, -key]);
                    backend.State(s_map)[1] = key;
                    backend.State(s_map)[2] = key + 1;
                }
            }
        }
    }

    private static void CheckAll(KeyedStateBackend<long> backend, List<long> keys)
    {
        for (long key = 0; key < 2_000; key++)
        {
            if (!Bind(backend, key))
            {
                continue;
            }

            keys.Add(key);
            backend.State(s_text).Value.ShouldBe($"text {key}");
            if (key % 10 == 0)
            {
                backend.State(s_log).ShouldBe([key, -key]);
                backend.State(s_map).OrderBy(entry => entry.Key).Select(entry => entry.Value).ShouldBe([key, key + 1]);
            }
        }

        // And none of other key groups.
        backend.Keys("text").Count().ShouldBe(Enumerable.Range(0, 2_000).Count(key => Bind(backend, key)));
    }

    private static bool Bind(KeyedStateBackend<long> backend, long key)
    {
        var hash = KeyHasher<long>.Default.Hash(in key);
        var isOwn = backend.KeyGroups.Contains(KeyGroups.Of(hash, MaxParallelism));
        if (isOwn)
        {
            backend.SetKey(in key, hash);
        }

        return isOwn;
    }

    private static void Set(KeyedStateBackend<long> backend, long key, string value)
    {
        Bind(backend, key).ShouldBeTrue();
        backend.State(s_text).Value = value;
    }

    private static string? TextOf(KeyedStateBackend<long> backend, long key)
    {
        Bind(backend, key).ShouldBeTrue();
        return backend.State(s_text).Value;
    }

    private sealed class NothingToRead : ICheckpointReader
    {
        public Task<CheckpointInput> OpenAsync(StateHandle handle, CancellationToken cancellationToken) => throw new InvalidOperationException("Nothing has to be read.");
    }
}
