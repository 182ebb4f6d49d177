using System.Collections.Immutable;
using System.Numerics;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.Storage;
using Weir.State.Storage.Memory;
using Weir.Unit.State.Backends;

namespace Weir.Unit.State.Matrix;

/// <summary>The subtasks of an operator in one version of its job, with keys of that version.</summary>
internal sealed class MatrixSubtasks<TKey>(RocksDbTestNode rocksDb, BackendKind kind, int parallelism) : IDisposable
    where TKey : INumber<TKey>
{
    private const string JobId = "0123456789abcdef0123456789abcdef";
    private const int MaxParallelism = 16;

    // Small numbers one after the other are not in all key groups.
    private const int Spread = 257;

    private readonly KeyedStateBackend<TKey>[] _subtasks =
    [
        .. Enumerable.Range(0, parallelism).Select(subtask =>
        {
            var context = KeyedBackendContext<TKey>.For(MaxParallelism, KeyGroups.RangeFor(MaxParallelism, parallelism, subtask));
            return kind == BackendKind.RocksDb ? (KeyedStateBackend<TKey>)rocksDb.Node.OpenBackend(context, "matrix") : new HeapStateBackend<TKey>(context) { FewBytes = 0 };
        }),
    ];

    public void At(int number, Action<KeyedStateBackend<TKey>, TKey, uint> use)
    {
        var key = TKey.CreateChecked(number * Spread);
        var hash = KeyHasher<TKey>.Default.Hash(in key);
        var states = _subtasks[KeyGroups.SubtaskOf(KeyGroups.Of(hash, MaxParallelism), MaxParallelism, _subtasks.Length)];
        states.SetKey(in key, hash);
        use(states, key, hash);
    }

    /// <summary>The numbers whose keys have something in a state.</summary>
    public IEnumerable<int> Numbers(string state) => _subtasks.SelectMany(its => its.Keys(state)).Select(key => int.CreateChecked(key) / Spread).Order();

    /// <param name="id">The checkpoint's.</param>
    /// <param name="below">What it builds upon; null: it is whole and canonical.</param>
    public async Task<OperatorState> CheckpointAsync(InMemoryCheckpointStorage storage, long id, long? below)
    {
        var location = await storage.BeginCheckpointAsync(JobId, id, CancellationToken.None);
        var request = below is { } based
            ? new SnapshotRequest(id) { Scope = StateScope.Shared, IncrementalBase = based }
            : new SnapshotRequest(id) { Savepoint = Weir.State.SavepointFormat.Canonical };
        var stored = ImmutableArray.CreateBuilder<OperatorSubtaskState>();
        foreach (var subtask in _subtasks)
        {
            using var snapshot = subtask.Snapshot(request);
            stored.Add(new OperatorSubtaskState { Keyed = await snapshot.WriteAsync(storage.WriterFor(location), "keyed", CancellationToken.None) });
        }

        return new OperatorState { Uid = "uid", Parallelism = _subtasks.Length, MaxParallelism = MaxParallelism, Subtasks = stored.ToImmutable() };
    }

    public async Task RestoreAsync(InMemoryCheckpointStorage storage, long id, OperatorState state)
    {
        var location = storage.LocationOf(JobId, id);
        var assigned = StateAssignment.Assign(state, _subtasks.Length, MaxParallelism);
        for (var i = 0; i < _subtasks.Length; i++)
        {
            await _subtasks[i].RestoreAsync(assigned[i].Keyed, storage.ReaderFor(location), 0, CancellationToken.None);
        }
    }

    public void Dispose() => Array.ForEach(_subtasks, subtask => subtask.Dispose());
}
