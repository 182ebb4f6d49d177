using Weir.Actors.Coordination;

namespace Weir.Actors.History;

/// <summary>Figures of a subtask's snapshot, as the history adds them up.</summary>
internal static class SnapshotFigures
{
    /// <summary>Taken from channels while barriers were waited for.</summary>
    public static long BytesProcessed(SnapshotMetrics metrics) => metrics.BytesProcessed;

    /// <summary>In flight, and a part of the snapshot.</summary>
    public static long BytesPersisted(SnapshotMetrics metrics) => metrics.BytesPersisted;
}
