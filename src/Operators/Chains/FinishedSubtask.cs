namespace Weir.Operators.Chains;

/// <summary>A subtask that had finished its data.</summary>
/// <param name="SubtaskIndex">Which one.</param>
/// <param name="Parallelism">Of how many.</param>
internal readonly record struct FinishedSubtask(int SubtaskIndex, int Parallelism);
