using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <summary>
/// What one subtask wrote for one checkpoint, as far as the coordinator cares: not at all. It hands it on, to the
/// metadata or to be discarded. The runtime's snapshot type implements it.
/// </summary>
internal interface ISnapshotToken;

/// <summary>What a subtask measured while it took a snapshot.</summary>
/// <param name="StartDelay">From the trigger to the first barrier.</param>
/// <param name="AlignmentDuration">From the first barrier to the last.</param>
/// <param name="SyncDuration">While the stream stood still.</param>
/// <param name="AsyncDuration">While its state was written.</param>
/// <param name="BytesWritten">Of its state, with what was in flight; without what earlier checkpoints have written.</param>
internal readonly record struct SnapshotMetrics(
    TimeSpan StartDelay,
    TimeSpan AlignmentDuration,
    TimeSpan SyncDuration,
    TimeSpan AsyncDuration,
    long BytesWritten)
{
    /// <summary>Of its state, with what earlier checkpoints have written of it.</summary>
    public long StateBytes { get; init; }

    /// <summary>Of records taken in between the first barrier and the last, as they are in memory (what they refer to aside).</summary>
    public long BytesProcessed { get; init; }

    /// <summary>Of records that were in flight and are part of the snapshot.</summary>
    public long BytesPersisted { get; init; }

    /// <summary>Whether the barrier overtook records.</summary>
    public bool IsUnaligned { get; init; }
}

/// <summary>One subtask's part of a checkpoint.</summary>
/// <param name="AcknowledgedAfter">Since the trigger.</param>
internal sealed record AcknowledgedSnapshot(
    SubtaskId Subtask,
    Attempt Attempt,
    ISnapshotToken Snapshot,
    SnapshotMetrics Metrics,
    TimeSpan AcknowledgedAfter);
