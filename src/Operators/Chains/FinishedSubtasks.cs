using System.Collections.Immutable;
using Weir.Operators.Runtime;
using Weir.State.Backends;
using Weir.State.Storage;

namespace Weir.Operators.Chains;

/// <summary>
/// Which subtasks of a chain had finished their data at a checkpoint. Kept beside the state of the chain's first operator, as a list
/// that every subtask restores whole, so that it is understood at another parallelism too.
/// </summary>
internal static class FinishedSubtasks
{
    private const string ListName = "chain/finished-subtasks";

    /// <summary>The entry of a subtask that has finished its data.</summary>
    public static InstanceSnapshot Snapshot(long checkpointId, int subtaskIndex, int parallelism)
    {
        var lists = new OperatorStateBackend();
        lists.UnionList<FinishedSubtask>(ListName).Update([new FinishedSubtask(subtaskIndex, parallelism)]);
        return lists.TakeSnapshot(checkpointId);
    }

    /// <summary>
    /// Whether a subtask had finished: when all had, or when it had itself and the parallelism is the same. At another parallelism
    /// the data of those that had not finished may go to any.
    /// </summary>
    public static async ValueTask<bool> HadFinishedAsync(
        OperatorSubtaskState state, ICheckpointReader reader, int subtaskIndex, int parallelism, CancellationToken cancellationToken)
    {
        var handles = Select(state, isEntry: true);
        if (handles.IsEmpty)
        {
            return false;
        }

        var lists = new OperatorStateBackend();
        await lists.RestoreAsync(handles, reader, cancellationToken).ConfigureAwait(false);
        FinishedSubtask[] finished = [.. lists.UnionList<FinishedSubtask>(ListName)];
        return finished.Length == finished[0].Parallelism || finished.Contains(new FinishedSubtask(subtaskIndex, parallelism));
    }

    /// <summary>What is the first operator's own.</summary>
    public static OperatorSubtaskState Without(OperatorSubtaskState state) => state with { Operator = Select(state, isEntry: false) };

    private static ImmutableArray<OperatorStateHandle> Select(OperatorSubtaskState state, bool isEntry) =>
        [.. from handle in state.Operator
            let lists = handle.Lists.Where(list => string.Equals(list.Name, ListName, StringComparison.Ordinal) == isEntry).ToImmutableArray()
            where !lists.IsEmpty
            select handle with { Lists = lists }];
}
