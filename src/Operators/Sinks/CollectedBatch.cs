namespace Weir.Operators.Sinks;

/// <summary>Names records that a <see cref="CollectSink{T}"/> holds.</summary>
/// <param name="SubtaskIndex">The subtask that wrote them.</param>
/// <param name="Number">Counts the subtask's batches.</param>
public sealed record CollectedBatch(int SubtaskIndex, long Number);
