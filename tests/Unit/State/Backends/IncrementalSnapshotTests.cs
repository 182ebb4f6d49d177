using System.Collections.Immutable;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.Storage;
using Weir.State.Storage.Memory;

namespace Weir.Unit.State.Backends;

/// <summary>Snapshots that build upon earlier ones are what the state was, restored at any parallelism; and write little when little changes.</summary>
public class IncrementalSnapshotTests
{
    private const string JobId = "0123456789abcdef0123456789abcdef";
    private const int MaxParallelism = 16;
    private const int Keys = 3_000;

    private static readonly ValueStateDescriptor<string> s_text = new("text");
    private static readonly ValueStateDescriptor<List<int>?> s_numbers = new("numbers");
    private static readonly ListStateDescriptor<long> s_log = new("log");
    private static readonly MapStateDescriptor<int, long> s_map = new("map");

    // A value that can change in place counts as changed when it is looked at, and a test looks at all.
    private bool _withMutable;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 9)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Any_sequence_of_changes_snapshots_and_restores_loses_and_revives_nothing(int seed)
    {
        var random = new Random(seed);
        _withMutable = seed % 3 == 0;
        var storage = new InMemoryCheckpointStorage();
        var backends = Make(1 + random.Next(3));
        (long Id, ImmutableArray<OperatorSubtaskState> Stored, CheckpointLocation Location, SortedDictionary<long, string> Expected)? complete = null;
        for (long id = 1; id <= 40; id++)
        {
            Mutate(backends, random, random.Next(4) switch { 0 => 0, 1 => 20, 2 => 300, _ => 5_000 });
            var location = await storage.BeginCheckpointAsync(JobId, id, CancellationToken.None);
            var request = random.Next(6) == 0
                ? new SnapshotRequest(id) { Savepoint = SavepointFormat.Canonical }
                : new SnapshotRequest(id) { Scope = StateScope.Shared, IncrementalBase = complete?.Id ?? 0 };
            var expected = Describe(backends);
            var snapshots = backends.Select(backend => backend.Snapshot(request)).ToList();
            var writing = snapshots.Select((snapshot, subtask) => Task.Run(() => snapshot.WriteAsync(storage.WriterFor(location), $"keyed-{subtask}", CancellationToken.None))).ToList();
            Mutate(backends, random, random.Next(500));
            var handles = await Task.WhenAll(writing);
            var stored = handles.Select(keyed => new OperatorSubtaskState { Keyed = keyed }).ToImmutableArray();
            snapshots.ForEach(snapshot => snapshot.Dispose());
            var parallelism = 1 + random.Next(4);
            var restored = await RestoreAsync(storage, stored, location, parallelism, request.Scope == StateScope.Shared ? id : 0);
            Differences(expected, Describe(restored)).ShouldBeEmpty($"seed {seed}, checkpoint {id}");
            if (request.Scope == StateScope.Own)
            {
                handles.SelectMany(keyed => keyed).ShouldAllBe(handle => handle is GroupedStateHandle);
            }
            else if (random.Next(4) != 0)
            {
                // Else it is given up: the next one builds upon the one before.
                complete = (id, stored, location, expected);
            }

            if (complete is { } last && random.Next(6) == 0)
            {
                Array.ForEach(backends, backend => backend.Dispose());
                backends = await RestoreAsync(storage, last.Stored, last.Location, random.Next(3) == 0 ? parallelism : backends.Length, last.Id);
            }

            Array.ForEach(restored, backend => backend.Dispose());
        }
    }

    [Fact]
    public async Task Few_changes_are_few_bytes_in_few_files()
    {
        var storage = new InMemoryCheckpointStorage();
        var backend = Make(1)[0];
        for (long key = 0; key < 20_000; key++)
        {
            Set(backend, key, "some value");
        }

        var random = new Random(1);
        long all = 0;
        var (written, naming) = (new List<long>(), new HashSet<StateHandle>());
        for (long id = 1; id <= 100; id++)
        {
            using var snapshot = backend.Snapshot(new SnapshotRequest(id) { Scope = StateScope.Shared, IncrementalBase = id - 1 });
            var location = await storage.BeginCheckpointAsync(JobId, id, CancellationToken.None);
            var handles = await snapshot.WriteAsync(storage.WriterFor(location), "keyed", CancellationToken.None);
            handles.Length.ShouldBeLessThanOrEqualTo(HeapLayers.Most);
            var files = handles.SelectMany(handle => handle.Files).ToList();
            written.Add(files.Where(file => !naming.Contains(file)).Sum(file => file.Length));
            naming = [.. files];
            if (id == 1)
            {
                all = written[0];
            }

            naming.Sum(file => file.Length).ShouldBeLessThan(3 * all);
            naming.Where(file => file.IsInline).Sum(file => file.Length).ShouldBeLessThan(256 * 1024);
            for (var i = 0; i < 200; i++)
            {
                Set(backend, random.Next(20_000), "some other");
            }
        }

        // 1 % of the keys have changed each time.
        written.RemoveAt(0);
        written.Order().ElementAt(written.Count / 2).ShouldBeLessThan(all * 3 / 100);
        written.Sum().ShouldBeLessThan(all * written.Count * 4 / 100);
        backend.Dispose();
    }

    [Fact]
    public async Task Without_changes_nothing_is_written()
    {
        var storage = new InMemoryCheckpointStorage();
        var backend = Make(1)[0];
        for (long key = 0; key < 20_000; key++)
        {
            Set(backend, key, "some value");
        }

        var first = await WriteAsync(storage, backend, 1, 0);
        (await WriteAsync(storage, backend, 2, 1)).ShouldBe(first);
        (await WriteAsync(storage, backend, 3, 2)).ShouldBe(first);

        // Nothing is known of this one.
        (await WriteAsync(storage, backend, 5, 4)).ShouldNotBe(first);
        backend.Dispose();
    }

    [Fact]
    public async Task State_that_nothing_asks_for_stays_as_its_changes_say()
    {
        var storage = new InMemoryCheckpointStorage();
        var backends = Make(1);
        for (long key = 0; key < 20_000; key++)
        {
            Set(backends[0], key, "some value");
            backends[0].Timers("timers").Add(key, key, KeyHasher<long>.Default.Hash(key));
        }

        await WriteAsync(storage, backends[0], 1, 0);
        for (long key = 0; key < 100; key++)
        {
            backends[0].SetKey(key, KeyHasher<long>.Default.Hash(key));
            backends[0].State(s_text).Clear();
            backends[0].Timers("timers").Delete(key, key, KeyHasher<long>.Default.Hash(key));
        }

        Set(backends[0], 5, "again");
        var expected = Describe(backends);
        var stored = await WriteAsync(storage, backends[0], 2, 1);
        stored.Length.ShouldBe(2);
        var location = await storage.BeginCheckpointAsync(JobId, 9, CancellationToken.None);
        var idle = await RestoreAsync(storage, [new OperatorSubtaskState { Keyed = stored }], location, 1, 2);

        // Never asked for any of it: canonical, and in the layers that there are.
        (await WriteAsync(storage, idle[0], 3, 2)).ShouldBe(stored);
        using var savepoint = idle[0].Snapshot(new SnapshotRequest(4) { Savepoint = SavepointFormat.Canonical });
        var whole = await savepoint.WriteAsync(storage.WriterFor(location), "savepoint", CancellationToken.None);
        whole.ShouldHaveSingleItem().ShouldBeOfType<GroupedStateHandle>();
        await foreach (var chunk in KeyedStateFormat.ReadAsync(whole[0], new KeyGroupRange(0, MaxParallelism), storage.ReaderFor(location), CancellationToken.None))
        {
            chunk.IsRemoval.ShouldBeFalse();
        }

        Differences(expected, Describe(await RestoreAsync(storage, [new OperatorSubtaskState { Keyed = whole }], location, 2, 0))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task State_first_asked_for_between_two_snapshots_is_in_the_second(bool isRestored)
    {
        var storage = new InMemoryCheckpointStorage();
        var backends = Make(1);
        for (long key = 0; key < Keys; key++)
        {
            Set(backends[0], key, "some value that makes this more than what is written whole anyway");
            backends[0].State(s_log).Add(key);
        }

        var stored = await WriteAsync(storage, backends[0], 1, 0);
        var backend = backends[0];
        if (isRestored)
        {
            var location = await storage.BeginCheckpointAsync(JobId, 99, CancellationToken.None);
            backend = (await RestoreAsync(storage, [new OperatorSubtaskState { Keyed = stored }], location, 1, 1))[0];
            backend.State(s_text);
        }

        // Some snapshots later nothing but the name of the state tells that it is there.
        for (long id = 2; id <= 5; id++)
        {
            await WriteAsync(storage, backend, id, id - 1);
        }

        At([backend], 1).State(s_map)[1] = 1;
        if (isRestored)
        {
            At([backend], 2).State(s_log).Clear();
        }

        var expected = Describe([backend]);
        stored = await WriteAsync(storage, backend, 6, 5);
        stored.Length.ShouldBe(2);
        var last = await storage.BeginCheckpointAsync(JobId, 100, CancellationToken.None);
        Differences(expected, Describe(await RestoreAsync(storage, [new OperatorSubtaskState { Keyed = stored }], last, 1, 6))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_that_equals_another_is_removed_with_the_bytes_that_are_stored()
    {
        var storage = new InMemoryCheckpointStorage();
        var groups = new KeyGroupRange(0, MaxParallelism);
        var backend = new HeapStateBackend<decimal>(KeyedBackendContext<decimal>.For(MaxParallelism, groups)) { FewBytes = 0 };
        var text = new ValueStateDescriptor<string>("text");
        for (var key = 1.00m; key < 500; key++)
        {
            backend.SetKey(in key, KeyHasher<decimal>.Default.Hash(in key));
            backend.State(text).Value = "some value";
        }

        var location = await storage.BeginCheckpointAsync(JobId, 1, CancellationToken.None);
        using var first = backend.Snapshot(new SnapshotRequest(1) { Scope = StateScope.Shared });
        await first.WriteAsync(storage.WriterFor(location), "keyed", CancellationToken.None);
        backend.SetKey(7m, KeyHasher<decimal>.Default.Hash(7m));
        backend.State(text).Clear();
        using var second = backend.Snapshot(new SnapshotRequest(2) { Scope = StateScope.Shared, IncrementalBase = 1 });
        var layers = await second.WriteAsync(storage.WriterFor(location), "keyed", CancellationToken.None);
        layers.Length.ShouldBe(2);
        var chunks = new List<RestoredChunk>();
        foreach (var layer in layers)
        {
            await foreach (var chunk in KeyedStateFormat.ReadAsync(layer, groups, storage.ReaderFor(location), CancellationToken.None))
            {
                chunks.Add(chunk with { Bytes = chunk.Bytes.ToArray() });
            }
        }

        // As bytes alone show them: to the tools, and to state that nothing asks for.
        chunks.GroupBy(chunk => chunk.KeyGroup).SelectMany(MergedChunks.Of).Sum(chunk => chunk.Count).ShouldBe(498);
        backend.Dispose();
    }

    [Fact]
    public async Task Many_timers_that_have_fired_do_not_make_all_other_state_be_written()
    {
        var storage = new InMemoryCheckpointStorage();
        var backend = Make(1)[0];
        for (long key = 0; key < 20_000; key++)
        {
            Set(backend, key, "some value");
        }

        var timers = backend.Timers("timers");
        await WriteAsync(storage, backend, 1, 0);
        for (long id = 2; id <= 4; id++)
        {
            for (long key = 0; key < 6_000; key++)
            {
                timers.Add(key, key, KeyHasher<long>.Default.Hash(key));
                timers.Delete(key, key, KeyHasher<long>.Default.Hash(key));
            }

            var handles = await WriteAsync(storage, backend, id, id - 1);
            handles[^1].Files.Sum(file => file.Length).ShouldBeLessThan(handles[0].Files.Sum(file => file.Length) / 2, "the fired timers alone");
        }

        backend.Dispose();
    }

    private static async Task<ImmutableArray<KeyedStateHandle>> WriteAsync(InMemoryCheckpointStorage storage, HeapStateBackend<long> backend, long id, long upon)
    {
        using var snapshot = backend.Snapshot(new SnapshotRequest(id) { Scope = StateScope.Shared, IncrementalBase = upon });
        var location = await storage.BeginCheckpointAsync(JobId, id, CancellationToken.None);
        return await snapshot.WriteAsync(storage.WriterFor(location), "keyed", CancellationToken.None);
    }

    private static HeapStateBackend<long>[] Make(int parallelism) =>
    [
        .. Enumerable.Range(0, parallelism).Select(subtask => new HeapStateBackend<long>(
            KeyedBackendContext<long>.For(MaxParallelism, KeyGroups.RangeFor(MaxParallelism, parallelism, subtask)))),
    ];

    private static async Task<HeapStateBackend<long>[]> RestoreAsync(
        InMemoryCheckpointStorage storage, ImmutableArray<OperatorSubtaskState> stored, CheckpointLocation location, int parallelism, long id)
    {
        var state = new OperatorState { Uid = "uid", Parallelism = stored.Length, MaxParallelism = MaxParallelism, Subtasks = stored };
        var assigned = StateAssignment.Assign(state, parallelism, MaxParallelism);
        var restored = Make(parallelism);
        for (var i = 0; i < parallelism; i++)
        {
            await restored[i].RestoreAsync(assigned[i].Keyed, storage.ReaderFor(location), id, CancellationToken.None);
        }

        return restored;
    }

    private static HeapStateBackend<long> At(HeapStateBackend<long>[] backends, long key)
    {
        var hash = KeyHasher<long>.Default.Hash(in key);
        var backend = backends[KeyGroups.SubtaskOf(KeyGroups.Of(hash, MaxParallelism), MaxParallelism, backends.Length)];
        backend.SetKey(in key, hash);
        return backend;
    }

    private static void Set(HeapStateBackend<long> backend, long key, string value) => At([backend], key).State(s_text).Value = value;

    private void Mutate(HeapStateBackend<long>[] backends, Random random, int changes)
    {
        for (; changes > 0; changes--)
        {
            long key = random.Next(Keys);
            var backend = At(backends, key);
            var hash = KeyHasher<long>.Default.Hash(in key);
            switch (random.Next(12))
            {
                case < 3: backend.State(s_text).Value = new string('x', random.Next(80)); break;
                case 3: backend.State(s_text).Clear(); break;
                case 4 when _withMutable: backend.State(s_numbers).Value = [.. Enumerable.Range(0, random.Next(5))]; break;
                case 5 when _withMutable: backend.State(s_numbers).Value?.Add(random.Next()); break;
                case 6: backend.State(s_log).Add(random.Next()); break;
                case 7: backend.State(s_log).Clear(); break;
                case 8: backend.State(s_map)[random.Next(3)] = random.Next(); break;
                case 9: backend.State(s_map).Remove(random.Next(3)); break;
                case 10: backend.Timers("timers").Add(random.Next(1_000), in key, hash); break;
                default: backend.Timers("timers").TryPop(random.Next(1_000), out _); break;
            }
        }
    }

    private SortedDictionary<long, string> Describe(HeapStateBackend<long>[] backends)
    {
        var all = new SortedDictionary<long, string>();
        var timers = backends.SelectMany(backend => ((HeapTimerQueue<long>)backend.Timers("timers")).All()).ToLookup(id => id.Key, id => id.Timestamp);
        for (long key = 0; key < Keys; key++)
        {
            var backend = At(backends, key);
            var text = string.Join(
                ';', backend.State(s_text).Value, _withMutable ? string.Join(',', backend.State(s_numbers).Value ?? []) : "", string.Join(',', backend.State(s_log)),
                string.Join(',', backend.State(s_map).OrderBy(entry => entry.Key)), string.Join(',', timers[key].Order()));
            if (text != ";;;;")
            {
                all[key] = text;
            }
        }

        return all;
    }

    private static List<string> Differences(SortedDictionary<long, string> expected, SortedDictionary<long, string> actual) =>
    [
        .. expected.Keys.Union(actual.Keys).Where(key => expected.GetValueOrDefault(key) != actual.GetValueOrDefault(key))
            .Select(key => $"{key}: {expected.GetValueOrDefault(key)} became {actual.GetValueOrDefault(key)}"),
    ];
}
