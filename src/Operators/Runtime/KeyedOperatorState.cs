using Weir.State.Backends;
using Weir.State.Keys;

namespace Weir.Operators.Runtime;

/// <summary>The keyed state of one operator instance: opened, restored and snapshotted alike for all keyed operators.</summary>
internal sealed class KeyedOperatorState<TKey> : IDisposable
{
    private KeyedOperatorState(KeyedStateBackend<TKey> backend) => Backend = backend;

    public KeyedStateBackend<TKey> Backend { get; }

    /// <summary>The same, where it is in memory: for loops that use its tables.</summary>
    public HeapStateBackend<TKey>? Heap => Backend as HeapStateBackend<TKey>;

    public static async ValueTask<KeyedOperatorState<TKey>> OpenAsync(
        OperatorContext context, OperatorRestore restore, CancellationToken cancellationToken)
    {
        var range = KeyGroups.RangeFor(context.MaxParallelism, context.Parallelism, context.SubtaskIndex);
        var keys = KeyedBackendContext<TKey>.For(context.MaxParallelism, range);
        KeyedStateBackend<TKey> backend = context.Environment.Databases is { } databases
            ? databases.OpenBackend(keys, $"{context.Uid}-{context.SubtaskIndex}", TagsOf(context))
            : new HeapStateBackend<TKey>(keys);
        try
        {
            if (restore.State is { Keyed.IsEmpty: false } state)
            {
                await backend.RestoreAsync(state.Keyed, restore.Reader!, restore.CheckpointId, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            backend.Dispose();
            throw;
        }

        return new KeyedOperatorState<TKey>(backend);
    }

    /// <param name="request">Which.</param>
    /// <param name="lists">Operator state beside the keyed one; null: there is none.</param>
    public InstanceSnapshot Snapshot(SnapshotRequest request, OperatorStateBackend? lists = null)
    {
        // First what can fail at the state's own encoding: a snapshot of the backend is to be given up by whoever has it.
        var listed = lists is null or { IsEmpty: true } ? null : lists.Snapshot(request.CheckpointId);
        return new KeyedOperatorSnapshot(Backend.Snapshot(request), listed);
    }

    public void Dispose() => Backend.Dispose();

    private static KeyValuePair<string, object?>[] TagsOf(OperatorContext context) =>
    [
        new("job_id", context.Environment.JobId),
        new("job_name", context.Environment.JobName),
        new("operator_id", context.Uid),
        new("operator_name", context.Name),
        new("subtask_index", context.SubtaskIndex),
        new("task_attempt_num", context.Environment.Attempt),
    ];
}
