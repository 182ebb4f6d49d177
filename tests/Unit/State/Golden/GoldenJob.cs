using System.Collections.Immutable;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.Storage;
using Weir.Unit.State.Backends;

namespace Weir.Unit.State.Golden;

/// <summary>
/// An operator with a state of every kind, and what is in them: written once for each format, and to be found again for ever. From version 2
/// on there is another one with the same, in RocksDB.
/// </summary>
internal static class GoldenJob
{
    public const string JobId = "00112233445566778899aabbccddeeff";
    public const long CheckpointId = 7;
    public const int MaxParallelism = 128;
    private const int Parallelism = 2;
    private const int KeyCount = 40;

    private static readonly ValueStateDescriptor<long> Count = new("count");
    private static readonly ValueStateDescriptor<Visit> Visits = new("visit");
    private static readonly ListStateDescriptor<string> Names = new("names");
    private static readonly MapStateDescriptor<string, int> Scores = new("scores");
    private static readonly ReducingStateDescriptor<long> Sum = new("sum", (a, b) => a + b);
    private static readonly AggregatingStateDescriptor<int, List<int>, int> Mean = new(
        "mean", () => [], (list, value) => [.. list, value], list => list.Sum() / list.Count);

    private static IEnumerable<string> AllKeys => Enumerable.Range(0, KeyCount).Select(i => $"key-{i}");

    /// <summary>Writes the checkpoint with the code of today.</summary>
    public static async Task WriteAsync(ICheckpointStorage storage)
    {
        var location = await storage.BeginCheckpointAsync(JobId, CheckpointId, CancellationToken.None);
        var subtasks = ImmutableArray.CreateBuilder<OperatorSubtaskState>();
        for (var subtask = 0; subtask < Parallelism; subtask++)
        {
            using var backend = Heap(Parallelism, subtask);
            var writer = storage.WriterFor(location);
            if (subtask == 1)
            {
                // In layers: entries that are written over, keys that are removed.
                Fill(backend);
                Spoil(backend);
                using var below = backend.Snapshot(new(CheckpointId - 1) { Scope = StateScope.Shared });
                await below.WriteAsync(writer, $"golden-{subtask}", CancellationToken.None);
                Mend(backend);
            }
            else
            {
                Fill(backend);
            }

            using var snapshot = backend.Snapshot(
                subtask == 0 ? new(CheckpointId) : new(CheckpointId) { Scope = StateScope.Shared, IncrementalBase = CheckpointId - 1 });
            var keyed = await snapshot.WriteAsync(writer, $"golden-{subtask}", CancellationToken.None);
            keyed.Length.ShouldBe(1 + subtask);
            var lists = new OperatorStateBackend();
            lists.List<string>("splits").Update([$"a{subtask}", $"b{subtask}"]);
            lists.UnionList<long>("everyone").Add(subtask);
            var written = await lists.Snapshot(CheckpointId).WriteAsync(storage.WriterFor(location), $"lists-{subtask}", CancellationToken.None);
            subtasks.Add(new OperatorSubtaskState
            {
                Keyed = keyed,
                Operator = [written!],
                Extra = ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty.Add("records", new byte[] { 1, (byte)subtask }),
            });
        }

        var database = await WriteDatabaseAsync(storage.WriterFor(location));
        await storage.CompleteAsync(location, Metadata(subtasks.ToImmutable(), database), CancellationToken.None);
    }

    private static async Task<ImmutableArray<KeyedStateHandle>> WriteDatabaseAsync(ICheckpointWriter writer)
    {
        using var node = new RocksDbTestNode();
        using var backend = node.Node.OpenBackend(KeyedBackendContext<string>.For(MaxParallelism, new KeyGroupRange(0, MaxParallelism)), "golden");
        Fill(backend);
        using var snapshot = backend.Snapshot(new(CheckpointId) { Scope = StateScope.Shared });
        return await snapshot.WriteAsync(writer, "database-0", CancellationToken.None);
    }

    /// <summary>Restores it with the code of today, at some parallelism, and compares.</summary>
    public static async Task CheckAsync(ICheckpointStorage storage, CheckpointLocation location, int parallelism)
    {
        var metadata = await storage.ReadMetadataAsync(location, CancellationToken.None);
        (metadata with { FormatVersion = CheckpointMetadata.CurrentFormatVersion, Operators = [] }).ShouldBe(Metadata([], []) with { Operators = [] });
        metadata.Operators.Length.ShouldBe(metadata.FormatVersion == 1 ? 1 : 2);
        var stored = metadata.Operators[0];
        stored.CoordinatorState!.Value.ToArray().ShouldBe([9, 8, 7]);
        stored.Subtasks[1].Extra["records"].ToArray().ShouldBe([1, 1]);
        var assigned = StateAssignment.Assign(stored, parallelism, MaxParallelism);
        var found = new List<string>();
        var splits = new List<string>();
        for (var subtask = 0; subtask < parallelism; subtask++)
        {
            using var backend = Heap(parallelism, subtask);
            await backend.RestoreAsync(assigned[subtask].Keyed, storage.ReaderFor(location), 0, CancellationToken.None);
            found.AddRange(Check(backend));
            var lists = new OperatorStateBackend();
            await lists.RestoreAsync(assigned[subtask].Operator, storage.ReaderFor(location), CancellationToken.None);
            splits.AddRange(lists.List<string>("splits"));
            lists.UnionList<long>("everyone").ShouldBe([0L, 1L], ignoreOrder: true);
        }

        found.ShouldBe(AllKeys, ignoreOrder: true);
        splits.ShouldBe(["a0", "b0", "a1", "b1"], ignoreOrder: true);
        foreach (var database in metadata.Operators.Skip(1))
        {
            var handle = database.Subtasks.ShouldHaveSingleItem().Keyed.ShouldHaveSingleItem().ShouldBeOfType<DatabaseStateHandle>();
            (await StateInventory.ReadAsync(database, storage.ReaderFor(location), CancellationToken.None)).Count.ShouldBe(7);
            handle.Database.Length.ShouldBe(9);

            // From version 3 on small files are together.
            handle.Files.Count().ShouldBe(metadata.FormatVersion == 2 ? 9 : 2);
            await CheckDatabaseAsync(database, storage.ReaderFor(location), parallelism);
        }
    }

    /// <summary>Where the library is.</summary>
    private static async Task CheckDatabaseAsync(OperatorState database, ICheckpointReader reader, int parallelism)
    {
        foreach (var kind in Enum.GetValues<BackendKind>().Where(_ => BackendKinds.IsHere(BackendKind.RocksDb)))
        {
            using var node = new RocksDbTestNode();
            var assigned = StateAssignment.Assign(database, parallelism, MaxParallelism);
            var found = new List<string>();
            for (var subtask = 0; subtask < parallelism; subtask++)
            {
                var context = KeyedBackendContext<string>.For(MaxParallelism, KeyGroups.RangeFor(MaxParallelism, parallelism, subtask));
                using KeyedStateBackend<string> backend = kind == BackendKind.RocksDb ? node.Node.OpenBackend(context, "golden") : new HeapStateBackend<string>(context);
                await backend.RestoreAsync(assigned[subtask].Keyed, reader, 0, CancellationToken.None);
                found.AddRange(Check(backend));
            }

            found.ShouldBe(AllKeys, ignoreOrder: true);
        }
    }

    private static CheckpointMetadata Metadata(ImmutableArray<OperatorSubtaskState> subtasks, ImmutableArray<KeyedStateHandle> database) => new()
    {
        JobId = JobId,
        JobName = "golden",
        CheckpointId = CheckpointId,
        Timestamp = DateTimeOffset.UnixEpoch.AddDays(20_000),
        Fingerprint = "fingerprint",
        Operators =
        [
            new OperatorState
            {
                Uid = "golden", Name = "Golden", Parallelism = Parallelism, MaxParallelism = MaxParallelism, CoordinatorState = new byte[] { 9, 8, 7 }, Subtasks = subtasks,
            },
            new OperatorState
            {
                Uid = "database", Name = "Database", Parallelism = 1, MaxParallelism = MaxParallelism, Subtasks = [new OperatorSubtaskState { Keyed = database }],
            },
        ],
    };

    private static HeapStateBackend<string> Heap(int parallelism, int subtask) =>
        new(KeyedBackendContext<string>.For(MaxParallelism, KeyGroups.RangeFor(MaxParallelism, parallelism, subtask))) { FewBytes = 0 };

    private static void Fill(KeyedStateBackend<string> backend)
    {
        foreach (var (key, number, hash) in Own(backend))
        {
            backend.SetKey(key, hash);
            backend.State(Count).Value = number * 1000L;
            backend.State(Visits).Value = new Visit(key, number, number % 2 == 0 ? null : 0.5 * number);
            backend.State(Names).Add(key);
            backend.State(Names).Add($"{key}!");
            backend.State(Scores)["x"] = number;
            backend.State(Scores)["y"] = -number;
            backend.State(Sum).Add(number);
            backend.State(Sum).Add(1);
            backend.State(Mean).Add(number);
            backend.State(Mean).Add(number + 2);
            backend.Timers("alarm").Add(1_000 + number, key, hash);
        }
    }

    /// <summary>What <see cref="Mend"/> takes back: few entries, so that only they are written again.</summary>
    private static void Spoil(HeapStateBackend<string> backend)
    {
        var (first, _, hash) = Own(backend).First();
        backend.SetKey(first, hash);
        backend.State(Count).Value = -1;
        var (extra, extraHash) = Extra(backend);
        backend.SetKey(extra, extraHash);
        backend.State(Count).Value = -1;
        backend.Timers("alarm").Add(7, extra, extraHash);
    }

    private static void Mend(HeapStateBackend<string> backend)
    {
        var (first, number, hash) = Own(backend).First();
        backend.SetKey(first, hash);
        backend.State(Count).Value = number * 1000L;
        var (extra, extraHash) = Extra(backend);
        backend.SetKey(extra, extraHash);
        backend.State(Count).Clear();
        backend.Timers("alarm").Delete(7, extra, extraHash);
    }

    /// <summary>A key of the group of the first one, which has more in it than what is spoiled.</summary>
    private static (string Key, uint Hash) Extra(HeapStateBackend<string> backend)
    {
        var group = KeyGroups.Of(Own(backend).First().Hash, MaxParallelism);
        return Enumerable.Range(0, 100_000).Select(i => ($"extra-{i}", KeyHasher<string>.Default.Hash($"extra-{i}")))
            .First(key => KeyGroups.Of(key.Item2, MaxParallelism) == group);
    }

    private static IEnumerable<string> Check(KeyedStateBackend<string> backend)
    {
        string[] due = [.. backend.Timers("alarm").PopUpTo(long.MaxValue).Select(timer => $"{timer.Key}@{timer.Timestamp}")];
        var expected = new List<string>();
        foreach (var (key, number, hash) in Own(backend))
        {
            backend.SetKey(key, hash);
            backend.State(Count).Value.ShouldBe(number * 1000L);
            backend.State(Visits).Value.ShouldBe(new Visit(key, number, number % 2 == 0 ? null : 0.5 * number));
            backend.State(Names).ShouldBe([key, $"{key}!"]);
            backend.State(Scores).ToDictionary().ShouldBe(new Dictionary<string, int> { ["x"] = number, ["y"] = -number }, ignoreOrder: true);
            backend.State(Sum).Value.ShouldBe(number + 1L);
            backend.State(Mean).Value.ShouldBe(number + 1);
            expected.Add($"{key}@{1_000 + number}");
            yield return key;
        }

        due.ShouldBe(expected, ignoreOrder: true);
        backend.Keys("count").Count().ShouldBe(expected.Count);
    }

    private static IEnumerable<(string Key, int Number, uint Hash)> Own(KeyedStateBackend<string> backend) =>
        AllKeys.Select((key, number) => (Key: key, Number: number, Hash: KeyHasher<string>.Default.Hash(key)))
            .Where(entry => backend.KeyGroups.Contains(KeyGroups.Of(entry.Hash, MaxParallelism)));

    public sealed record Visit(string Name, int Number, double? Weight);
}
