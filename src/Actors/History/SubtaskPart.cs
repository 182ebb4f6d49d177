using Weir.Actors.Coordination;

namespace Weir.Actors.History;

/// <summary>One subtask's acknowledgement of a checkpoint.</summary>
/// <param name="Index">Of the subtask in its vertex, from 0.</param>
/// <param name="AcknowledgedAfter">Since the trigger.</param>
/// <param name="Metrics">What the subtask measured.</param>
internal sealed record SubtaskPart(int Index, TimeSpan AcknowledgedAfter, SnapshotMetrics Metrics);
