using System.Collections.Immutable;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.Storage;
using Weir.State.Storage.Memory;

namespace Weir.Unit.State.Backends;

/// <summary>Backends of the subtasks of one operator, and a checkpoint to take them through.</summary>
internal sealed class BackendFixture<TKey> : IDisposable
{
    private const string JobId = "0123456789abcdef0123456789abcdef";

    private readonly InMemoryCheckpointStorage _storage = new();
    private readonly RocksDbTestNode _rocksDb = new();
    private long _checkpointId;

    public BackendFixture(int parallelism = 1, int maxParallelism = 128, BackendKind kind = BackendKind.Heap)
    {
        Kind = kind;
        MaxParallelism = maxParallelism;
        Subtasks = Make(parallelism);
    }

    public BackendKind Kind { get; private set; }

    public int MaxParallelism { get; }

    public ImmutableArray<KeyedStateBackend<TKey>> Subtasks { get; private set; }

    /// <summary>The subtask of a key, bound to it.</summary>
    public KeyedStateBackend<TKey> At(TKey key)
    {
        var hash = KeyHasher<TKey>.Default.Hash(in key);
        var backend = Subtasks[KeyGroups.SubtaskOf(KeyGroups.Of(hash, MaxParallelism), MaxParallelism, Subtasks.Length)];
        backend.SetKey(in key, hash);
        return backend;
    }

    /// <summary>The only subtask of a fixture on the heap.</summary>
    public HeapStateBackend<TKey> Heap => Subtasks.ShouldHaveSingleItem().ShouldBeOfType<HeapStateBackend<TKey>>();

    /// <summary>Takes a checkpoint, and goes on with new backends of another parallelism that were restored from it.</summary>
    public async Task RestartAsync(int parallelism, BackendKind? kind = null)
    {
        var location = await BeginAsync();
        var writer = _storage.WriterFor(location);
        var stored = new List<OperatorSubtaskState>();
        foreach (var backend in Subtasks)
        {
            using var snapshot = backend.Snapshot(new(_checkpointId));
            stored.Add(new OperatorSubtaskState { Keyed = await snapshot.WriteAsync(writer, "keyed", CancellationToken.None) });
            backend.Dispose();
        }

        var state = new OperatorState { Uid = "uid", Parallelism = Subtasks.Length, MaxParallelism = MaxParallelism, Subtasks = [.. stored] };
        var assigned = StateAssignment.Assign(state, parallelism, MaxParallelism);
        Kind = kind ?? Kind;
        Subtasks = Make(parallelism);
        for (var i = 0; i < parallelism; i++)
        {
            await Subtasks[i].RestoreAsync(assigned[i].Keyed, _storage.ReaderFor(location), 0, CancellationToken.None);
        }
    }

    public async Task<CheckpointLocation> BeginAsync() => await _storage.BeginCheckpointAsync(JobId, ++_checkpointId, CancellationToken.None);

    /// <summary>Writes a snapshot and reads it into a backend of the same key groups.</summary>
    public async Task<KeyedStateBackend<TKey>> RestoredAsync(KeyedSnapshot snapshot, KeyedBackendContext<TKey>? context = null)
    {
        var location = await BeginAsync();
        var handles = await snapshot.WriteAsync(_storage.WriterFor(location), "keyed", CancellationToken.None);
        var restored = context is null ? Make(1)[0] : Make(context);
        await restored.RestoreAsync(handles, _storage.ReaderFor(location), 0, CancellationToken.None);
        return restored;
    }

    public void Dispose()
    {
        foreach (var backend in Subtasks)
        {
            backend.Dispose();
        }

        _rocksDb.Dispose();
    }

    private ImmutableArray<KeyedStateBackend<TKey>> Make(int parallelism) =>
    [
        .. Enumerable.Range(0, parallelism).Select(subtask =>
            Make(KeyedBackendContext<TKey>.For(MaxParallelism, KeyGroups.RangeFor(MaxParallelism, parallelism, subtask)))),
    ];

    private KeyedStateBackend<TKey> Make(KeyedBackendContext<TKey> context) =>
        Kind == BackendKind.RocksDb ? _rocksDb.Node.OpenBackend(context, "test") : new HeapStateBackend<TKey>(context);
}
