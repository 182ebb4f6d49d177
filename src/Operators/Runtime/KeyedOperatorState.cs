using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.Operators.Runtime;

/// <summary>The keyed state of one operator instance: opened, restored and snapshotted alike for all keyed operators.</summary>
internal sealed class KeyedOperatorState<TKey> : IDisposable
{
    private KeyedOperatorState(KeyedStateBackend<TKey> backend) => Backend = backend;

    public KeyedStateBackend<TKey> Backend { get; }

    /// <summary>The same, where it is in memory: for loops that use its tables.</summary>
    public HeapStateBackend<TKey>? Heap => Backend as HeapStateBackend<TKey>;

    /// <param name="context">The operator's.</param>
    /// <param name="restore">What it starts from.</param>
    /// <param name="declare">Asks for the states. None of them has anything yet, or what it has been restored to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<KeyedOperatorState<TKey>> OpenAsync(
        OperatorContext context, OperatorRestore restore, Action<KeyedOperatorState<TKey>> declare, CancellationToken cancellationToken)
    {
        var range = KeyGroups.RangeFor(context.MaxParallelism, context.Parallelism, context.SubtaskIndex);
        var keys = KeyedBackendContext<TKey>.For(context.MaxParallelism, range);
        KeyedStateBackend<TKey> backend = context.Environment.Databases is { } databases
            ? databases.OpenBackend(keys, $"{context.Uid}-{context.SubtaskIndex}", TagsOf(context))
            : new HeapStateBackend<TKey>(keys);
        var opened = new KeyedOperatorState<TKey>(backend);
        try
        {
            // What the heap is asked for before goes into its tables as it is read. A database takes over whole files, and then finds it in them.
            if (opened.Heap is not null)
            {
                declare(opened);
            }

            if (restore.State is { Keyed.IsEmpty: false } state)
            {
                await backend.RestoreAsync(state.Keyed, restore.Reader!, restore.CheckpointId, cancellationToken).ConfigureAwait(false);
            }

            if (opened.Heap is null)
            {
                declare(opened);
            }
        }
        catch (Exception e)
        {
            opened.Dispose();
            if (e is IncompatibleSchemaException or InvalidOperationException)
            {
                // The state is not what the job asks for now: whose it is helps to find out why.
                throw OperatorFailure.Without(context, e);
            }

            throw;
        }

        return opened;
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
