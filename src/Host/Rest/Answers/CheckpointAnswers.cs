using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Answers;

/// <summary>GET /jobs/:id/checkpoints</summary>
internal sealed record CheckpointsAnswer(
    [property: JsonPropertyName("counts")] CheckpointCountsAnswer Counts,
    [property: JsonPropertyName("summary")] CheckpointSummaryAnswer Summary,
    [property: JsonPropertyName("latest")] LatestCheckpointsAnswer Latest,
    [property: JsonPropertyName("history")] IReadOnlyList<CheckpointDetailsAnswer> History);

/// <summary>How many there were.</summary>
internal sealed record CheckpointCountsAnswer(
    [property: JsonPropertyName("restored")] long Restored,
    [property: JsonPropertyName("total")] long Total,
    [property: JsonPropertyName("in_progress")] int InProgress,
    [property: JsonPropertyName("completed")] long Completed,
    [property: JsonPropertyName("failed")] long Failed);

/// <summary>A figure's spread; percentiles are NaN where there is nothing to take them of.</summary>
internal sealed record SpreadAnswer(
    [property: JsonPropertyName("min")] long Minimum,
    [property: JsonPropertyName("max")] long Maximum,
    [property: JsonPropertyName("avg")] long Mean,
    [property: JsonPropertyName("p50")] double P50,
    [property: JsonPropertyName("p90")] double P90,
    [property: JsonPropertyName("p95")] double P95,
    [property: JsonPropertyName("p99")] double P99,
    [property: JsonPropertyName("p999")] double P999);

/// <summary>Over all completed checkpoints. Sizes in bytes, durations in milliseconds.</summary>
internal sealed record CheckpointSummaryAnswer(
    [property: JsonPropertyName("checkpointed_size")] SpreadAnswer CheckpointedSize,
    [property: JsonPropertyName("state_size")] SpreadAnswer StateSize,
    [property: JsonPropertyName("end_to_end_duration")] SpreadAnswer Duration,
    [property: JsonPropertyName("alignment_buffered")] SpreadAnswer AlignmentBuffered,
    [property: JsonPropertyName("processed_data")] SpreadAnswer ProcessedData,
    [property: JsonPropertyName("persisted_data")] SpreadAnswer PersistedData);

/// <summary>The latest of each kind; null where there is none.</summary>
internal sealed record LatestCheckpointsAnswer(
    [property: JsonPropertyName("completed")] CheckpointDetailsAnswer? Completed,
    [property: JsonPropertyName("savepoint")] CheckpointDetailsAnswer? Savepoint,
    [property: JsonPropertyName("failed")] CheckpointDetailsAnswer? Failed,
    [property: JsonPropertyName("restored")] RestoredAnswer? Restored);

/// <summary>What the job was started from last.</summary>
internal sealed record RestoredAnswer(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("restore_timestamp")] long Timestamp,
    [property: JsonPropertyName("is_savepoint")] bool IsSavepoint,
    [property: JsonPropertyName("external_path")] string ExternalPath);

/// <summary>GET /jobs/:id/checkpoints/details/:n, and an entry of the history.</summary>
internal sealed record CheckpointDetailsAnswer
{
    /// <summary>in_progress, completed or failed.</summary>
    [JsonPropertyName("className")]
    public required string Class { get; init; }

    [JsonPropertyName("id")]
    public required long Id { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("is_savepoint")]
    public required bool IsSavepoint { get; init; }

    [JsonPropertyName("savepointFormat")]
    public required string? SavepointFormat { get; init; }

    [JsonPropertyName("trigger_timestamp")]
    public required long TriggerTimestamp { get; init; }

    [JsonPropertyName("latest_ack_timestamp")]
    public required long LatestAcknowledgement { get; init; }

    [JsonPropertyName("checkpointed_size")]
    public required long CheckpointedSize { get; init; }

    [JsonPropertyName("state_size")]
    public required long StateSize { get; init; }

    [JsonPropertyName("end_to_end_duration")]
    public required long Duration { get; init; }

    [JsonPropertyName("alignment_buffered")]
    public long AlignmentBuffered { get; init; }

    [JsonPropertyName("processed_data")]
    public required long ProcessedData { get; init; }

    [JsonPropertyName("persisted_data")]
    public required long PersistedData { get; init; }

    [JsonPropertyName("num_subtasks")]
    public required int Subtasks { get; init; }

    [JsonPropertyName("num_acknowledged_subtasks")]
    public required int AcknowledgedSubtasks { get; init; }

    [JsonPropertyName("checkpoint_type")]
    public required string Type { get; init; }

    /// <summary>By vertex; in the history it is left out.</summary>
    [JsonPropertyName("tasks")]
    public required IReadOnlyDictionary<string, VertexCheckpointAnswer> Tasks { get; init; }

    /// <summary>Of a completed one.</summary>
    [JsonPropertyName("external_path")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExternalPath { get; init; }

    /// <summary>Of a completed one.</summary>
    [JsonPropertyName("discarded")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsDiscarded { get; init; }

    /// <summary>Of a failed one.</summary>
    [JsonPropertyName("failure_timestamp")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? FailureTimestamp { get; init; }

    /// <summary>Of a failed one.</summary>
    [JsonPropertyName("failure_message")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FailureMessage { get; init; }
}

/// <summary>A vertex's part in a checkpoint.</summary>
internal record VertexCheckpointAnswer
{
    [JsonPropertyName("id")]
    public required long Id { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("latest_ack_timestamp")]
    public required long LatestAcknowledgement { get; init; }

    [JsonPropertyName("checkpointed_size")]
    public required long CheckpointedSize { get; init; }

    [JsonPropertyName("state_size")]
    public required long StateSize { get; init; }

    [JsonPropertyName("end_to_end_duration")]
    public required long Duration { get; init; }

    [JsonPropertyName("alignment_buffered")]
    public long AlignmentBuffered { get; init; }

    [JsonPropertyName("processed_data")]
    public required long ProcessedData { get; init; }

    [JsonPropertyName("persisted_data")]
    public required long PersistedData { get; init; }

    [JsonPropertyName("num_subtasks")]
    public required int Subtasks { get; init; }

    [JsonPropertyName("num_acknowledged_subtasks")]
    public required int AcknowledgedSubtasks { get; init; }
}

/// <summary>GET /jobs/:id/checkpoints/details/:n/subtasks/:vertex</summary>
internal sealed record SubtaskCheckpointsAnswer : VertexCheckpointAnswer
{
    [JsonPropertyName("summary")]
    public required SubtaskSummaryAnswer Summary { get; init; }

    [JsonPropertyName("subtasks")]
    public required IReadOnlyList<SubtaskCheckpointAnswer> Parts { get; init; }
}

/// <summary>Over the subtasks that have acknowledged.</summary>
internal sealed record SubtaskSummaryAnswer(
    [property: JsonPropertyName("checkpointed_size")] SpreadAnswer CheckpointedSize,
    [property: JsonPropertyName("state_size")] SpreadAnswer StateSize,
    [property: JsonPropertyName("end_to_end_duration")] SpreadAnswer Duration,
    [property: JsonPropertyName("checkpoint_duration")] SnapshotSummaryAnswer Snapshot,
    [property: JsonPropertyName("alignment")] AlignmentSummaryAnswer Alignment,
    [property: JsonPropertyName("start_delay")] SpreadAnswer StartDelay);

/// <summary>The parts of a snapshot's duration.</summary>
internal sealed record SnapshotSummaryAnswer(
    [property: JsonPropertyName("sync")] SpreadAnswer Sync,
    [property: JsonPropertyName("async")] SpreadAnswer Async);

/// <summary>What the alignment took.</summary>
internal sealed record AlignmentSummaryAnswer(
    [property: JsonPropertyName("buffered")] SpreadAnswer Buffered,
    [property: JsonPropertyName("processed")] SpreadAnswer Processed,
    [property: JsonPropertyName("persisted")] SpreadAnswer Persisted,
    [property: JsonPropertyName("duration")] SpreadAnswer Duration);

/// <summary>A subtask's part in a checkpoint; of one that has not acknowledged only what it is.</summary>
internal sealed record SubtaskCheckpointAnswer
{
    /// <summary>completed or pending.</summary>
    [JsonPropertyName("className")]
    public required string Class { get; init; }

    [JsonPropertyName("index")]
    public required int Index { get; init; }

    [JsonPropertyName("ack_timestamp")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Acknowledged { get; init; }

    [JsonPropertyName("end_to_end_duration")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Duration { get; init; }

    [JsonPropertyName("checkpointed_size")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? CheckpointedSize { get; init; }

    [JsonPropertyName("state_size")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? StateSize { get; init; }

    [JsonPropertyName("checkpoint")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SnapshotTimesAnswer? Snapshot { get; init; }

    [JsonPropertyName("alignment")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AlignmentAnswer? Alignment { get; init; }

    [JsonPropertyName("start_delay")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? StartDelay { get; init; }

    [JsonPropertyName("unaligned_checkpoint")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsUnaligned { get; init; }

    [JsonPropertyName("aborted")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsAborted { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }
}

/// <summary>The parts of a subtask's snapshot.</summary>
internal sealed record SnapshotTimesAnswer(
    [property: JsonPropertyName("sync")] long Sync,
    [property: JsonPropertyName("async")] long Async);

/// <summary>A subtask's alignment.</summary>
internal sealed record AlignmentAnswer(
    [property: JsonPropertyName("buffered")] long Buffered,
    [property: JsonPropertyName("processed")] long Processed,
    [property: JsonPropertyName("persisted")] long Persisted,
    [property: JsonPropertyName("duration")] long Duration);

/// <summary>GET /jobs/:id/checkpoints/config</summary>
internal sealed record CheckpointConfigAnswer
{
    [JsonPropertyName("mode")]
    public required string Mode { get; init; }

    /// <summary>As large as a number can be: none are taken periodically.</summary>
    [JsonPropertyName("interval")]
    public required long IntervalMs { get; init; }

    [JsonPropertyName("timeout")]
    public required long TimeoutMs { get; init; }

    [JsonPropertyName("min_pause")]
    public required long MinimumPauseMs { get; init; }

    [JsonPropertyName("max_concurrent")]
    public required int MaximumConcurrent { get; init; }

    [JsonPropertyName("externalization")]
    public required ExternalizationAnswer Externalization { get; init; }

    [JsonPropertyName("state_backend")]
    public required string StateBackend { get; init; }

    [JsonPropertyName("checkpoint_storage")]
    public required string Storage { get; init; }

    [JsonPropertyName("unaligned_checkpoints")]
    public required bool IsUnaligned { get; init; }

    [JsonPropertyName("tolerable_failed_checkpoints")]
    public required int TolerableFailures { get; init; }

    [JsonPropertyName("aligned_checkpoint_timeout")]
    public required long AlignedTimeoutMs { get; init; }

    [JsonPropertyName("checkpoints_after_tasks_finish")]
    public required bool AfterTasksFinish { get; init; }

    [JsonPropertyName("state_changelog_enabled")]
    public bool IsChangelogEnabled { get; init; }

    [JsonPropertyName("changelog_periodic_materialization_interval")]
    public long ChangelogMaterializationMs { get; init; }

    [JsonPropertyName("changelog_storage")]
    public string ChangelogStorage { get; init; } = "none";

    /// <summary>What Flink does not have.</summary>
    [JsonPropertyName("weir")]
    public required OwnCheckpointConfigAnswer Own { get; init; }
}

/// <summary>Settings of checkpoints that only Weir has.</summary>
internal sealed record OwnCheckpointConfigAnswer(
    [property: JsonPropertyName("max_in_flight_bytes")] long MaximumInFlightBytes,
    [property: JsonPropertyName("incremental")] bool IsIncremental,
    [property: JsonPropertyName("local_recovery")] bool IsLocalRecovery);

/// <summary>What becomes of checkpoints when the job is cancelled.</summary>
internal sealed record ExternalizationAnswer(
    [property: JsonPropertyName("enabled")] bool IsEnabled,
    [property: JsonPropertyName("delete_on_cancellation")] bool DeletesOnCancellation);
