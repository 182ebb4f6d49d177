using Weir.Operators.Graph;
using Weir.State.Storage;

namespace Weir.Actors.JobMasters;

/// <summary>State in a checkpoint that no operator of the job would restore: going on without it would lose it unseen.</summary>
internal static class UnclaimedState
{
    /// <summary>Null when each operator that has state in the checkpoint is in the graph; else what is wrong, and the way out.</summary>
    public static string? Problem(JobGraph graph, CheckpointMetadata checkpoint)
    {
        var uids = graph.Vertices.SelectMany(vertex => vertex.Nodes).Select(node => node.Uid).ToHashSet(StringComparer.Ordinal);
        string[] unclaimed =
        [
            .. checkpoint.Operators
                .Where(state => !uids.Contains(state.Uid) && HasState(state))
                .Select(state => state.Name.Length > 0 ? $"{state.Uid} ({state.Name})" : state.Uid),
        ];
        return unclaimed.Length == 0
            ? null
            : $"Checkpoint {checkpoint.CheckpointId} of the job '{checkpoint.JobName}' ({checkpoint.JobId}) has state of operators that this job has not: "
                + $"{string.Join(", ", unclaimed)}; this job has {string.Join(", ", uids.Order(StringComparer.Ordinal))}. "
                + "Give an operator the uid that its state has, leave that state behind with --allow-non-restored-state, or start without --from.";
    }

    private static bool HasState(OperatorState state) =>
        state.CoordinatorState is not null
        || state.Subtasks.Any(subtask => !subtask.Keyed.IsEmpty || subtask.Operator.Any(handle => handle.Lists.Any(list => list.Count > 0)));
}
