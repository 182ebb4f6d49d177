using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.Unit.State.Savepoints;

/// <summary>A folder with a savepoint of one operator, "count", of two subtasks, and of a source with lists.</summary>
internal sealed class SavepointFolder : IDisposable
{
    public const int MaxParallelism = 16;
    private const int Parallelism = 2;

    private readonly string _root = Directory.CreateTempSubdirectory("weir-savepoint-").FullName;

    public string Path => System.IO.Path.Combine(_root, "savepoint");

    public string Other => System.IO.Path.Combine(_root, "other");

    /// <param name="fill">Puts something into the backend that a key belongs to, bound to that key.</param>
    /// <param name="keys">For each of them.</param>
    public static async Task<SavepointFolder> WriteAsync<TKey>(IEnumerable<TKey> keys, Action<HeapStateBackend<TKey>, TKey> fill)
    {
        var folder = new SavepointFolder();
        var storage = new FileSystemCheckpointStorage(folder._root, inlineThresholdBytes: 100);
        var location = new CheckpointLocation(folder.Path);
        Directory.CreateDirectory(folder.Path);
        var writer = storage.WriterFor(location);
        HeapStateBackend<TKey>[] backends =
        [
            .. Enumerable.Range(0, Parallelism).Select(subtask =>
                new HeapStateBackend<TKey>(KeyedBackendContext<TKey>.For(MaxParallelism, KeyGroups.RangeFor(MaxParallelism, Parallelism, subtask)))),
        ];
        foreach (var key in keys)
        {
            var hash = KeyHasher<TKey>.Default.Hash(in key);
            var backend = backends[KeyGroups.SubtaskOf(KeyGroups.Of(hash, MaxParallelism), MaxParallelism, Parallelism)];
            backend.SetKey(in key, hash);
            fill(backend, key);
        }

        var keyed = new List<OperatorSubtaskState>();
        foreach (var backend in backends)
        {
            using var snapshot = backend.Snapshot(new SnapshotRequest(7) { Savepoint = SavepointFormat.Canonical });
            keyed.Add(new OperatorSubtaskState { Keyed = await snapshot.WriteAsync(writer, "count", CancellationToken.None) });
            backend.Dispose();
        }

        var lists = new OperatorStateBackend();
        var list = lists.List<(string Split, long Offset)>("splits");
        list.Add(("a", 3));
        list.Add(("b", 5));
        lists.Broadcast(new BroadcastStateDescriptor<string, int>("rules"))["a"] = 1;
        lists.Broadcast(new BroadcastStateDescriptor<string, int>("rules"))["b"] = 2;
        var handle = await lists.Snapshot(7).WriteAsync(writer, "source", CancellationToken.None);
        await storage.CompleteAsync(location, new CheckpointMetadata
        {
            JobId = "0123456789abcdef0123456789abcdef",
            JobName = "words",
            CheckpointId = 7,
            Timestamp = new DateTimeOffset(2026, 11, 23, 18, 0, 0, TimeSpan.Zero),
            Kind = CheckpointKind.Savepoint,
            Fingerprint = "f",
            Operators =
            [
                new OperatorState { Uid = "source", Name = "lines", Parallelism = 1, MaxParallelism = MaxParallelism, CoordinatorState = new byte[] { 1, 2 }, Subtasks = [new OperatorSubtaskState { Operator = [handle!] }] },
                new OperatorState { Uid = "count", Name = "count words", Parallelism = Parallelism, MaxParallelism = MaxParallelism, Subtasks = [.. keyed] },
            ],
        }, CancellationToken.None);
        return folder;
    }

    /// <summary>A backend of all key groups, restored from the operator "count" of a savepoint.</summary>
    public static async Task<HeapStateBackend<TKey>> RestoredAsync<TKey>(string path, string uid = "count")
    {
        var storage = new FileSystemCheckpointStorage(path);
        var location = storage.Locate(path);
        (await storage.VerifyAsync(location, CancellationToken.None)).ShouldBeNull();
        var metadata = await storage.ReadMetadataAsync(location, CancellationToken.None);
        var state = metadata.Operators.Single(its => its.Uid == uid);
        var backend = new HeapStateBackend<TKey>(KeyedBackendContext<TKey>.For(state.MaxParallelism, new KeyGroupRange(0, state.MaxParallelism)));
        await backend.RestoreAsync(StateAssignment.Assign(state, 1, state.MaxParallelism)[0].Keyed, storage.ReaderFor(location), 0, CancellationToken.None);
        return backend;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
