using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <summary>
/// What one subtask wrote for one checkpoint, as far as the coordinator cares: not at all. It hands it on, to the
/// metadata or to be discarded. The runtime's snapshot type implements it.
/// </summary>
internal interface ISnapshotToken;

/// <summary>What a subtask measured while it took a snapshot.</summary>
/// <param name="StartDelay">From the trigger to the first barrier.</param>
/// <param name="BytesWritten">Of its state.</param>
internal readonly record struct SnapshotMetrics(
    TimeSpan StartDelay,
    TimeSpan AlignmentDuration,
    TimeSpan SyncDuration,
    TimeSpan AsyncDuration,
    long BytesWritten);

/// <summary>One subtask's part of a checkpoint.</summary>
/// <param name="AcknowledgedAfter">Since the trigger.</param>
internal sealed record AcknowledgedSnapshot(
    SubtaskId Subtask,
    Attempt Attempt,
    ISnapshotToken Snapshot,
    SnapshotMetrics Metrics,
    TimeSpan AcknowledgedAfter);
