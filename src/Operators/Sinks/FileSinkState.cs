namespace Weir.Operators.Sinks;

/// <summary>What a writer of a <see cref="FileSink{T}"/> has to know after a restore.</summary>
/// <param name="SubtaskIndex">The writer's subtask.</param>
/// <param name="Counters">Numbers of the next files.</param>
/// <param name="OpenFile">The file that stays open over the checkpoint, with the length that is valid; null when there is none.</param>
public sealed record FileSinkState(int SubtaskIndex, List<OutputCounter> Counters, PendingFile? OpenFile);
