using Weir.Actors.Coordination;
using Weir.Actors.History;
using Weir.Actors.Messages;
using Weir.Host.Rest.Answers;
using Weir.Operators.Streams;
using Weir.State;

namespace Weir.Host.Rest.Paths;

/// <summary>Checkpoints as the answers about them show them.</summary>
internal static class CheckpointPages
{
    private const string InMemory = "<checkpoint-not-externally-addressable>";
    private static readonly SpreadAnswer Nothing = new(0, 0, 0, 0, 0, 0, 0, 0);

    public static CheckpointsAnswer All(CheckpointsInspection checkpoints)
    {
        var spreads = checkpoints.Spreads;
        return new CheckpointsAnswer(
            new CheckpointCountsAnswer(
                checkpoints.Counts.Restored,
                checkpoints.Counts.Total,
                checkpoints.Counts.InProgress,
                checkpoints.Counts.Completed,
                checkpoints.Counts.Failed),
            new CheckpointSummaryAnswer(
                Of(spreads.BytesWritten),
                Of(spreads.StateBytes),
                Of(spreads.Duration),
                spreads.Duration.Count == 0 ? Of(Spread.None) : Nothing,
                Of(spreads.BytesProcessed),
                Of(spreads.BytesPersisted)),
            new LatestCheckpointsAnswer(
                checkpoints.LatestCompleted is { } completed ? Brief(completed) : null,
                checkpoints.LatestSavepoint is { } savepoint ? Brief(savepoint) : null,
                checkpoints.LatestFailed is { } failed ? Brief(failed) : null,
                checkpoints.Restored is { } restored
                    ? new RestoredAnswer(restored.Id, Wording.Milliseconds(restored.At), restored.IsSavepoint, restored.Location)
                    : null),
            [.. checkpoints.Latest.Select(Brief)]);
    }

    /// <param name="facts">The checkpoint.</param>
    /// <param name="job">Its job, for the ids of the vertices.</param>
    public static CheckpointDetailsAnswer Details(CheckpointFacts facts, JobInspection job) => Brief(facts) with
    {
        Tasks = facts.Vertices
            .Where(part => part.Vertex.Value < job.Vertices.Count)
            .ToDictionary(part => PathParameters.VertexId(job.Vertices[part.Vertex.Value]), part => Vertex(facts, part), StringComparer.Ordinal),
    };

    public static SubtaskCheckpointsAnswer Subtasks(CheckpointFacts facts, VertexPart part)
    {
        var vertex = Vertex(facts, part);
        return new SubtaskCheckpointsAnswer
        {
            Id = vertex.Id,
            Status = vertex.Status,
            LatestAcknowledgement = vertex.LatestAcknowledgement,
            CheckpointedSize = vertex.CheckpointedSize,
            StateSize = vertex.StateSize,
            Duration = vertex.Duration,
            ProcessedData = vertex.ProcessedData,
            PersistedData = vertex.PersistedData,
            Subtasks = vertex.Subtasks,
            AcknowledgedSubtasks = vertex.AcknowledgedSubtasks,
            Summary = new SubtaskSummaryAnswer(
                Spread(metrics => metrics.BytesWritten),
                Spread(metrics => metrics.StateBytes),
                Of(Actors.History.Spread.Of(part.Parts.Select(subtask => Wording.Milliseconds(subtask.AcknowledgedAfter)))),
                new SnapshotSummaryAnswer(
                    Spread(metrics => Wording.Milliseconds(metrics.SyncDuration)),
                    Spread(metrics => Wording.Milliseconds(metrics.AsyncDuration))),
                new AlignmentSummaryAnswer(
                    Nothing,
                    Spread(SnapshotFigures.BytesProcessed),
                    Spread(SnapshotFigures.BytesPersisted),
                    Spread(metrics => Wording.Milliseconds(metrics.AlignmentDuration))),
                Spread(metrics => Wording.Milliseconds(metrics.StartDelay))),
            Parts =
            [
                .. Enumerable.Range(0, part.Parallelism).Select(index =>
                    part.Parts.FirstOrDefault(subtask => subtask.Index == index) is { } acknowledged ? Subtask(facts, acknowledged) : Pending(index)),
            ],
        };

        SpreadAnswer Spread(Func<SnapshotMetrics, long> figure) => Of(Actors.History.Spread.Of(part.Parts.Select(subtask => figure(subtask.Metrics))));
    }

    public static CheckpointConfigAnswer Config(CheckpointingInspection checkpointing) => new()
    {
        Mode = checkpointing.IsExactlyOnce ? "exactly_once" : "at_least_once",
        IntervalMs = checkpointing.Interval is { } interval ? Wording.Milliseconds(interval) : long.MaxValue,
        TimeoutMs = Wording.Milliseconds(checkpointing.Timeout),
        MinimumPauseMs = Wording.Milliseconds(checkpointing.MinimumPause),
        MaximumConcurrent = checkpointing.MaximumConcurrent,
        Externalization = new ExternalizationAnswer(checkpointing.IsKeptWhenFailed, !checkpointing.IsKeptWhenCancelled),
        StateBackend = checkpointing.StateBackend == StateBackend.RocksDb ? "RocksDbStateBackend" : "HeapStateBackend",
        Storage = checkpointing.StorageDirectory is null ? "InMemoryCheckpointStorage" : "FileSystemCheckpointStorage",
        IsUnaligned = checkpointing.IsUnaligned,
        TolerableFailures = checkpointing.TolerableFailures,
        AlignedTimeoutMs = Wording.Milliseconds(checkpointing.AlignedTimeout),
        AfterTasksFinish = checkpointing.AfterTasksFinish,
        Own = new OwnCheckpointConfigAnswer(checkpointing.MaximumInFlightBytes, checkpointing.IsIncremental, checkpointing.IsLocalRecovery),
    };

    private static CheckpointDetailsAnswer Brief(CheckpointFacts facts) => new()
    {
        Class = Wording.Of(facts.Progress).ToLowerInvariant(),
        Id = facts.Id,
        Status = Wording.Of(facts.Progress),
        IsSavepoint = facts.IsSavepoint,
        SavepointFormat = facts.IsSavepoint ? (facts.Format ?? SavepointFormat.Canonical).ToString().ToUpperInvariant() : null,
        TriggerTimestamp = Wording.Milliseconds(facts.TriggeredAt),
        LatestAcknowledgement = facts.LastAcknowledgedAt is { } last ? Wording.Milliseconds(last) : -1,
        CheckpointedSize = facts.BytesWritten,
        StateSize = facts.StateBytes,
        Duration = Wording.Milliseconds(facts.Duration),
        ProcessedData = facts.BytesProcessed,
        PersistedData = facts.BytesPersisted,
        Subtasks = facts.Subtasks,
        AcknowledgedSubtasks = facts.Acknowledged,
        Type = facts.IsSavepoint ? "SAVEPOINT" : "CHECKPOINT",
        Tasks = new Dictionary<string, VertexCheckpointAnswer>(StringComparer.Ordinal),
        ExternalPath = facts.Progress == CheckpointProgress.Completed ? facts.Location ?? InMemory : null,
        IsDiscarded = facts.Progress == CheckpointProgress.Completed ? facts.IsDiscarded : null,
        FailureTimestamp = facts.Progress == CheckpointProgress.Failed && facts.EndedAt is { } ended ? Wording.Milliseconds(ended) : null,
        FailureMessage = facts.Progress == CheckpointProgress.Failed ? Failure(facts) : null,
    };

    private static string Failure(CheckpointFacts facts) =>
        facts.Reason is { } reason ? $"Checkpoint failed ({reason.Text()}): {facts.Message}" : facts.Message;

    private static VertexCheckpointAnswer Vertex(CheckpointFacts facts, VertexPart part)
    {
        var last = part.Parts.Count == 0 ? (TimeSpan?)null : part.Parts.Max(subtask => subtask.AcknowledgedAfter);
        return new VertexCheckpointAnswer
        {
            Id = facts.Id,
            Status = Wording.Of(facts.Progress),
            LatestAcknowledgement = last is { } after ? Wording.Milliseconds(facts.TriggeredAt + after) : -1,
            CheckpointedSize = Sum(part, metrics => metrics.BytesWritten),
            StateSize = Sum(part, metrics => metrics.StateBytes),
            Duration = last is { } duration ? Wording.Milliseconds(duration) : -1,
            ProcessedData = Sum(part, SnapshotFigures.BytesProcessed),
            PersistedData = Sum(part, SnapshotFigures.BytesPersisted),
            Subtasks = part.Parallelism,
            AcknowledgedSubtasks = part.Parts.Count,
        };
    }

    private static SubtaskCheckpointAnswer Subtask(CheckpointFacts facts, SubtaskPart part) => new()
    {
        Class = "completed",
        Index = part.Index,
        Acknowledged = Wording.Milliseconds(facts.TriggeredAt + part.AcknowledgedAfter),
        Duration = Wording.Milliseconds(part.AcknowledgedAfter),
        CheckpointedSize = part.Metrics.BytesWritten,
        StateSize = part.Metrics.StateBytes,
        Snapshot = new SnapshotTimesAnswer(Wording.Milliseconds(part.Metrics.SyncDuration), Wording.Milliseconds(part.Metrics.AsyncDuration)),
        Alignment = new AlignmentAnswer(
            0,
            SnapshotFigures.BytesProcessed(part.Metrics),
            SnapshotFigures.BytesPersisted(part.Metrics),
            Wording.Milliseconds(part.Metrics.AlignmentDuration)),
        StartDelay = Wording.Milliseconds(part.Metrics.StartDelay),
        IsUnaligned = part.Metrics.IsUnaligned,
        IsAborted = false,
        Status = "completed",
    };

    private static SubtaskCheckpointAnswer Pending(int index) => new() { Class = "pending", Index = index, Status = "pending_or_failed" };

    private static long Sum(VertexPart part, Func<SnapshotMetrics, long> figure) => part.Parts.Sum(subtask => figure(subtask.Metrics));

    private static SpreadAnswer Of(Spread spread) => new(
        spread.Minimum, spread.Maximum, spread.Mean, spread.P50, spread.P90, spread.P95, spread.P99, spread.P999);
}
