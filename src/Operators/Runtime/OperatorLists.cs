using Weir.State.Backends;

namespace Weir.Operators.Runtime;

/// <summary>The list states of an operator without key.</summary>
internal static class OperatorLists
{
    /// <param name="context">The subtask; null: it is only looked at what there is.</param>
    /// <param name="restore">What it opens with.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async ValueTask<OperatorStateBackend> OpenAsync(OperatorContext? context, OperatorRestore restore, CancellationToken cancellationToken)
    {
        var backend = new OperatorStateBackend(keepsUnions: context is null or { SubtaskIndex: 0 });
        if (restore.State is { Operator.IsEmpty: false } state)
        {
            await backend.RestoreAsync(state.Operator, restore.Reader!, cancellationToken).ConfigureAwait(false);
        }

        return backend;
    }

    /// <summary>The same, null when there is nothing.</summary>
    public static InstanceSnapshot? TakeSnapshotIfAny(this OperatorStateBackend? backend, long checkpointId) =>
        backend is null or { IsEmpty: true } ? null : backend.TakeSnapshot(checkpointId);

    public static InstanceSnapshot TakeSnapshot(this OperatorStateBackend backend, long checkpointId) =>
        new ListsSnapshot(backend.Snapshot(checkpointId));
}
