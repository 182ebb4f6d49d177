namespace Weir.Actors.Subtasks;

/// <summary>How long the parts of a snapshot took on the stream's thread.</summary>
/// <param name="StartDelay">From the trigger to the arrival of the first barrier.</param>
/// <param name="Alignment">From the first barrier's arrival to the last one's.</param>
/// <param name="Synchronous">The part in which the stream stood still.</param>
/// <param name="BytesProcessed">Of records taken in during the alignment.</param>
internal readonly record struct SnapshotTiming(TimeSpan StartDelay, TimeSpan Alignment, TimeSpan Synchronous, long BytesProcessed);
