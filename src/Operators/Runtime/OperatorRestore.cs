using Weir.State.Storage;

namespace Weir.Operators.Runtime;

/// <summary>What an operator opens with.</summary>
/// <param name="State">What it has to restore, or null when the job starts without a checkpoint.</param>
/// <param name="Reader">Reads what <paramref name="State"/> names.</param>
internal sealed record OperatorRestore(OperatorSubtaskState? State, ICheckpointReader? Reader)
{
    public static OperatorRestore Fresh { get; } = new(null, null);

    /// <summary>Whether the job goes on from a checkpoint; also when that has nothing for this operator.</summary>
    public bool IsRestored => State is not null;
}
