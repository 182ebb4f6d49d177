using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.State;

namespace Weir.Actors.History;

/// <summary>A checkpoint in progress.</summary>
internal sealed class RunningCheckpoint(JobTopology topology, long id, CheckpointKind kind, DateTimeOffset triggered)
{
    private readonly SubtaskPart?[] _parts = new SubtaskPart?[topology.Subtasks.Count];
    private int _acknowledged;
    private long _bytesWritten;
    private long _stateBytes;
    private long _bytesProcessed;
    private long _bytesPersisted;
    private DateTimeOffset? _last;

    /// <summary>Of a savepoint.</summary>
    public SavepointFormat? Format { get; set; }

    public void Acknowledge(AcknowledgedSnapshot snapshot, DateTimeOffset now)
    {
        ref SubtaskPart? part = ref _parts[topology.IndexOf(snapshot.Subtask)];
        if (part is not null)
        {
            return;
        }

        part = new SubtaskPart(snapshot.Subtask.Index, snapshot.AcknowledgedAfter, snapshot.Metrics);
        _acknowledged++;
        _bytesWritten += snapshot.Metrics.BytesWritten;
        _stateBytes += snapshot.Metrics.StateBytes;
        _bytesProcessed += SnapshotFigures.BytesProcessed(snapshot.Metrics);
        _bytesPersisted += SnapshotFigures.BytesPersisted(snapshot.Metrics);
        _last = now;
    }

    public CheckpointFacts Facts() => new(id, kind, triggered, topology.Subtasks.Count)
    {
        Format = Format,
        Acknowledged = _acknowledged,
        LastAcknowledgedAt = _last,
        BytesWritten = _bytesWritten,
        StateBytes = _stateBytes,
        BytesProcessed = _bytesProcessed,
        BytesPersisted = _bytesPersisted,
        Vertices =
        [
            .. topology.Vertices.Select(vertex => new VertexPart(
                vertex.Id,
                vertex.Name,
                vertex.Parallelism,
                [.. _parts.AsSpan(topology.IndexOf(new SubtaskId(vertex.Id, 0)), vertex.Parallelism).ToArray().OfType<SubtaskPart>()])),
        ],
    };
}
