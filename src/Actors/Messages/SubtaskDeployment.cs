using Weir.Actors.Exchange;
using Weir.Actors.Jobs;
using Weir.Operators.Chains;
using Weir.State.Storage;

namespace Weir.Actors.Messages;

/// <summary>Everything a task manager needs to start one subtask.</summary>
/// <param name="Job">What all subtasks of the job share on this node.</param>
/// <param name="Subtask">Which subtask.</param>
/// <param name="Attempt">Which execution of it.</param>
/// <param name="State">What it restores, or null when it starts empty.</param>
/// <param name="StateLocation">The checkpoint that the state is in; null when it starts empty.</param>
internal sealed record SubtaskDeployment(
    JobDeployment Job,
    SubtaskId Subtask,
    Attempt Attempt,
    RestoredSubtaskState? State,
    CheckpointLocation? StateLocation)
{
    /// <summary>The savepoint behind which it stands still from the start on; 0: it runs.</summary>
    public long SuspendedBy { get; init; }

    /// <summary>Where the subtasks run that it has channels with.</summary>
    public PeerPlacement Peers { get; init; } = PeerPlacement.AllHere;
}
