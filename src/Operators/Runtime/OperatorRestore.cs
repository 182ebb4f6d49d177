using Weir.State.Storage;

namespace Weir.Operators.Runtime;

/// <summary>What an operator opens with.</summary>
/// <param name="State">What it has to restore, or null when there is no checkpoint, or it does not know the operator.</param>
/// <param name="Reader">Reads what <paramref name="State"/> names.</param>
/// <param name="CheckpointId">The job's own checkpoint that it is of; 0: it is of none.</param>
internal sealed record OperatorRestore(OperatorSubtaskState? State, ICheckpointReader? Reader, long CheckpointId = 0)
{
    public static OperatorRestore Fresh { get; } = new(null, null);

    /// <summary>Whether the job goes on from a checkpoint that knows the operator; also when it had no state.</summary>
    public bool IsRestored => State is not null;
}
