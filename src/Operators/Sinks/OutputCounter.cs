namespace Weir.Operators.Sinks;

/// <summary>The number that a subtask's next output gets.</summary>
/// <param name="SubtaskIndex">The subtask.</param>
/// <param name="Next">All smaller numbers were given away before the checkpoint.</param>
public sealed record OutputCounter(int SubtaskIndex, long Next);
