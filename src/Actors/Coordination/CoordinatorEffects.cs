using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <summary>What the coordinator wants done, in the order in which it is listed.</summary>
internal abstract record CoordinatorEffect : ProtocolEffect;

// ---- taking a checkpoint

/// <summary>
/// The registry is to note that the id is used; <see cref="CheckpointIdRecorded"/> says that it is durable. A leader that
/// cannot write its registry is none any more: there is no failure to tell.
/// </summary>
internal sealed record TakeCheckpointId(long CheckpointId) : CoordinatorEffect;

/// <summary>Answered by <see cref="LocationReady"/> or <see cref="LocationFailed"/>.</summary>
/// <param name="Savepoint">Then a folder of its own is made for it, and noted with the job, before anything is written there.</param>
internal sealed record CreateStorageLocation(long CheckpointId, SavepointTarget? Savepoint = null) : CoordinatorEffect;

/// <summary>
/// Take the split enumerators' state, in one step with the <see cref="TriggerSources"/> that follows it in the same
/// list: a split assigned afterwards must reach its reader after the trigger. Answered by
/// <see cref="EnumeratorsSnapshotted"/> or <see cref="EnumeratorsFailed"/>.
/// </summary>
internal sealed record SnapshotEnumerators(long CheckpointId) : CoordinatorEffect;

/// <summary>
/// Tell these sources that their data ends here, wherever they are. They report it like any end of data, with
/// <see cref="SubtaskStatus.DataFinished"/>. Comes again for those that have not.
/// </summary>
internal sealed record EndSources(IReadOnlyList<SubtaskAttempt> Sources) : CoordinatorEffect;

/// <summary>
/// Tell the source subtasks to send a barrier. If the savepoint suspends the job, each subtask stands still behind it:
/// until it is told that the savepoint is aborted, or to stop.
/// </summary>
internal sealed record TriggerSources(
    long CheckpointId,
    DateTimeOffset Timestamp,
    CheckpointOptions Options,
    IReadOnlyList<SubtaskAttempt> Sources) : CoordinatorEffect;

/// <summary>
/// Tell them once more, in the words of the first time: splits that were assigned since do not belong to the checkpoint. One that has heard it answers
/// again if it has answered, and else takes no notice.
/// </summary>
internal sealed record RepeatTriggers(long CheckpointId, IReadOnlyList<SubtaskAttempt> Sources) : CoordinatorEffect;

/// <summary>Have those that have answered for this checkpoint answer again.</summary>
internal sealed record AskSnapshots(long CheckpointId, IReadOnlyList<SubtaskAttempt> Subtasks) : CoordinatorEffect;

/// <summary>
/// Write the metadata, put-if-absent and durable. Answered by <see cref="MetadataWritten"/>,
/// <see cref="MetadataFailed"/> or <see cref="MetadataUnknown"/>.
/// </summary>
internal sealed record WriteMetadata(
    long CheckpointId,
    DateTimeOffset Timestamp,
    CheckpointOptions Options,
    IReadOnlyList<AcknowledgedSnapshot> Snapshots,
    ISnapshotToken Enumerators) : CoordinatorEffect;

/// <summary>Note the completed checkpoint, durably, in the registry. Answered by <see cref="CompletionRecorded"/> or its failure.</summary>
/// <param name="Stop">Not null: from here on the job only ever ends, with this savepoint as its last state.</param>
internal sealed record RecordCompleted(long CheckpointId, RecordedStop? Stop = null) : CoordinatorEffect;

// ---- telling subtasks

/// <summary>The checkpoint is complete: commit what was prepared for it or for an earlier one.</summary>
/// <param name="IsFinal">Then report <see cref="SubtaskStatus.Finished"/>; this may come more than once.</param>
internal sealed record NotifyComplete(long CheckpointId, bool IsFinal, IReadOnlyList<SubtaskAttempt> Subtasks) : CoordinatorEffect;

/// <summary>
/// The checkpoint will not be completed: stop writing for it, stop aligning for it. What a sink prepared for it is not
/// lost: it goes with the next checkpoint.
/// </summary>
/// <param name="LatestCompleted">0: none.</param>
internal sealed record NotifyAborted(long CheckpointId, long LatestCompleted, IReadOnlyList<SubtaskAttempt> Subtasks) : CoordinatorEffect;

// ---- storage hygiene

/// <summary>Delete a completed checkpoint that is no longer retained, and have the registry note that it is dropped.</summary>
internal sealed record DropCheckpoint(long CheckpointId) : CoordinatorEffect;

/// <summary>Delete the location, and with it what was acknowledged, of a checkpoint that was not completed.</summary>
/// <param name="Location">The savepoint's folder; null for checkpoints.</param>
internal sealed record DiscardPending(
    long CheckpointId, IReadOnlyList<AcknowledgedSnapshot> Snapshots, string? Location = null) : CoordinatorEffect;

/// <summary>Of the job's automatic savepoints delete the oldest, but for the newest so many.</summary>
internal sealed record TrimSavepoints(int Keep) : CoordinatorEffect;

/// <summary>Delete the files of one snapshot that came too late, or from an attempt that is over.</summary>
internal sealed record DiscardSnapshot(long CheckpointId, SubtaskId Subtask, ISnapshotToken Snapshot) : CoordinatorEffect;

/// <summary>
/// Delete every checkpoint of this job whose id is below <paramref name="Below"/> and not in <paramref name="Keep"/>:
/// what was never completed, temporary files and all. Newer ones are in the making and left alone, and so is what a
/// restore has set aside. Answered by <see cref="StorageSwept"/>.
/// </summary>
internal sealed record SweepStorage(IReadOnlyList<long> Keep, long Below) : CoordinatorEffect;

// ---- timers

/// <summary>Set a timer; one that is set already under this name is replaced.</summary>
internal sealed record Schedule(CoordinatorTimer Timer, TimeSpan Delay) : CoordinatorEffect;

internal sealed record CancelTimer(CoordinatorTimer Timer) : CoordinatorEffect;

/// <summary>The name of a timer; <paramref name="CheckpointId"/> is 0 but for <see cref="CoordinatorTimerKind.Expiry"/>.</summary>
internal readonly record struct CoordinatorTimer(CoordinatorTimerKind Kind, long CheckpointId = 0);

internal enum CoordinatorTimerKind
{
    /// <summary>The next periodic trigger.</summary>
    Periodic,

    /// <summary>A pending checkpoint's time-out.</summary>
    Expiry,

    /// <summary>The final checkpoint is tried again.</summary>
    FinalRetry,

    /// <summary>Subtasks that did not report finished after the final checkpoint are told again.</summary>
    FinalReminder,

    /// <summary>The next automatic savepoint.</summary>
    Savepoint,

    /// <summary>Sources that have not ended their data are told again.</summary>
    DrainReminder,

    /// <summary>Subtasks are told again that the savepoint for which they stand still is aborted.</summary>
    ResumeReminder,
}

// ---- answers and news

/// <summary>The answer to <see cref="TriggerRequested"/>: completed, or why not.</summary>
/// <param name="Location">The savepoint's folder; null for checkpoints.</param>
internal sealed record AnswerRequest(
    long RequestId, long? CompletedId, CheckpointFailureReason? Reason, string Message, string? Location = null) : CoordinatorEffect;

/// <summary>More failures than tolerated: the job must restart.</summary>
internal sealed record FailJob(FailureCause Cause) : CoordinatorEffect;

/// <summary>
/// The job must restart from its latest checkpoint, though nothing has failed: its sources had ended for a savepoint
/// that was not completed.
/// </summary>
internal sealed record RestartJob(string Reason) : CoordinatorEffect;

/// <summary>Answer to <see cref="CheckpointingStopped"/>.</summary>
internal sealed record ReportQuiesced : CoordinatorEffect;

/// <summary>Answer to <see cref="ShutDownRequested"/>.</summary>
internal sealed record ReportShutDown : CoordinatorEffect;

/// <summary>For log, history and metrics: a checkpoint was triggered.</summary>
internal sealed record ReportTriggered(long CheckpointId, CheckpointKind Kind) : CoordinatorEffect;

/// <summary>For the history: a subtask's part of a checkpoint counts.</summary>
internal sealed record ReportAcknowledged(long CheckpointId, AcknowledgedSnapshot Snapshot) : CoordinatorEffect;

/// <summary>For log, history and metrics.</summary>
internal sealed record ReportCompleted(
    long CheckpointId, CheckpointKind Kind, TimeSpan Duration, long BytesWritten, string? Location = null) : CoordinatorEffect
{
    /// <summary>Of its state, with what earlier checkpoints have written of it.</summary>
    public long StateBytes { get; init; }
}

/// <summary>For log, history and metrics. <paramref name="CheckpointId"/> is null when none was begun.</summary>
/// <param name="IsOver">Not when it has only taken too long, and the storage still decides: then its end is reported, too.</param>
internal sealed record ReportFailed(
    long? CheckpointId, CheckpointKind Kind, CheckpointFailureReason Reason, string Message, bool IsOver = true) : CoordinatorEffect;

/// <summary>For the log: a message that was not meant for this coordinator; nothing was done with it.</summary>
internal sealed record ReportRefused(string Message) : CoordinatorEffect;
