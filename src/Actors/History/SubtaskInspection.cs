using Weir.Actors.Coordination;
using Weir.Actors.Jobs;

namespace Weir.Actors.History;

/// <summary>A subtask.</summary>
/// <param name="Status">Null: it has not been started yet, or waits to be started again.</param>
/// <param name="Execution">Its latest attempt.</param>
/// <param name="RecordsIn">Taken from its inputs, by this attempt.</param>
/// <param name="RecordsOut">Given to its outputs, by this attempt.</param>
internal sealed record SubtaskInspection(SubtaskStatus? Status, SubtaskExecution Execution, long RecordsIn, long RecordsOut)
{
    /// <summary>What it has been doing lately; null: it has not said so.</summary>
    public SubtaskActivity? Activity { get; init; }
}
