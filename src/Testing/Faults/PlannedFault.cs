using Weir.Actors.Faults;

namespace Weir.Testing.Faults;

/// <summary>A fault of a subtask, and where it happens.</summary>
/// <param name="Operator">Name or uid of an operator in the subtask's chain.</param>
/// <param name="Index">Which of the parallel subtasks; null: whichever comes first.</param>
/// <param name="Point">Where.</param>
/// <param name="From">The first checkpoint, or the record, at which it happens.</param>
/// <param name="Fault">What tells that it has happened.</param>
/// <param name="Until">For a delay: when it is over.</param>
internal sealed record PlannedFault(string Operator, int? Index, FaultPoint Point, long From, Fault Fault, Func<CancellationToken, Task>? Until = null)
{
    public bool Concerns(FaultySubtask subtask) =>
        (Index is null || Index == subtask.Index) && subtask.Operators.Contains(Operator, StringComparer.Ordinal);
}
