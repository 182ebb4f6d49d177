namespace Weir.Operators.InFlight;

/// <summary>The subtask that restores records that were in flight.</summary>
/// <param name="Subtask">Its index.</param>
/// <param name="Parallelism">Subtasks of its operator.</param>
/// <param name="MaxParallelism">Key groups of its operator.</param>
internal readonly record struct InFlightShare(int Subtask, int Parallelism, int MaxParallelism);
