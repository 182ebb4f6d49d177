namespace Weir.Actors.Coordination;

/// <summary>Somebody wants a savepoint; 0: the coordinator itself.</summary>
internal readonly record struct SavepointRequest(long RequestId, SavepointTarget Target);

/// <summary>
/// Requests that wait for their checkpoint. Savepoints come first, in their order and each for itself; those for a
/// checkpoint all get the next one.
/// </summary>
internal sealed class RequestQueue
{
    private readonly List<long> _checkpoints = [];
    private readonly Queue<SavepointRequest> _savepoints = new();

    public int Count => _checkpoints.Count + _savepoints.Count;

    public bool HasSavepoint => _savepoints.Count > 0;

    public bool HasCheckpoint => _checkpoints.Count > 0;

    public bool HasStop => _savepoints.Any(request => request.Target.Stops);

    public bool HasAutomatic => _savepoints.Any(request => request.Target.IsAutomatic);

    public void Add(long requestId) => _checkpoints.Add(requestId);

    public void Add(SavepointRequest request) => _savepoints.Enqueue(request);

    public SavepointRequest TakeSavepoint() => _savepoints.Dequeue();

    /// <summary>All that want a checkpoint: the next one is theirs.</summary>
    public IReadOnlyList<long> TakeCheckpoints()
    {
        long[] taken = [.. _checkpoints];
        _checkpoints.Clear();
        return taken;
    }

    public IReadOnlyList<long> TakeSavepoints()
    {
        long[] taken = [.. _savepoints.Select(request => request.RequestId)];
        _savepoints.Clear();
        return taken;
    }
}
