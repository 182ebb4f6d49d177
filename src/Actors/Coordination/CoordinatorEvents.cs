using Weir.Actors.Alignment;
using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <summary>What can happen to the coordinator; all come in through <c>CheckpointCoordinator.Handle</c>.</summary>
internal abstract record CoordinatorEvent : ProtocolEvent;

// ---- the job's life

/// <summary>
/// A restore was selected: the effect <see cref="RestoreCheckpointing"/> of the job machine, completed by what is in
/// the storage. Also comes at a fresh start, with nothing in it.
/// </summary>
/// <param name="RestoredId">Null: start empty.</param>
/// <param name="CompletedIds">
/// All complete checkpoints in the storage, skipped ones left out. Those not newer than the restored one are adopted.
/// </param>
/// <param name="HighestUsedId">
/// The highest checkpoint id that storage or journal have ever seen, whatever became of it (0: none): an id is never
/// used twice, so that what a dead attempt left or still writes cannot be taken for something new.
/// </param>
/// <param name="IsStopped">What is restored is the savepoint that stops the job: all that is left to do is what was prepared for it.</param>
internal sealed record CheckpointRestored(
    long? RestoredId, IReadOnlyList<long> CompletedIds, long HighestUsedId, bool IsStopped = false) : CoordinatorEvent;

/// <summary>Subtasks are deployed as a new attempt: what older ones say does not count any more.</summary>
internal sealed record AttemptStarted(IReadOnlyList<SubtaskId> Subtasks, Attempt Attempt) : CoordinatorEvent;

/// <summary>The same report that the job machine gets. A failed subtask needs none: checkpointing is stopped.</summary>
internal sealed record SubtaskStatusReported(SubtaskId Subtask, Attempt Attempt, SubtaskStatus Status) : CoordinatorEvent;

/// <summary>The job machine's <see cref="StartCheckpointing"/>.</summary>
/// <param name="Random">In [0, 1): spreads the first periodic trigger.</param>
internal sealed record CheckpointingStarted(double Random) : CoordinatorEvent;

/// <summary>The job machine's <see cref="StopCheckpointing"/>; answered by <see cref="ReportQuiesced"/>.</summary>
/// <param name="Because">What has failed, for people; null: the reason says it all.</param>
internal sealed record CheckpointingStopped(StopReason Reason, string? Because = null) : CoordinatorEvent;

/// <summary>The job machine's <see cref="ShutDownCheckpointing"/>; answered by <see cref="ReportShutDown"/>.</summary>
internal sealed record ShutDownRequested(JobOutcome Outcome, bool IsRecorded) : CoordinatorEvent;

// ---- triggers

/// <summary>Somebody wants a checkpoint now; answered by <see cref="AnswerRequest"/> with the same number, above 0.</summary>
/// <param name="Savepoint">What the savepoint is to be; null: a checkpoint is wanted.</param>
internal sealed record TriggerRequested(long RequestId, SavepointTarget? Savepoint = null) : CoordinatorEvent;

/// <summary>A timer that <see cref="Schedule"/> set.</summary>
internal sealed record TimerFired(CoordinatorTimer Timer) : CoordinatorEvent
{
    /// <summary>What subtasks said of themselves last; with <see cref="CoordinatorTimerKind.Expiry"/>, for its diagnosis.</summary>
    public IReadOnlyDictionary<SubtaskId, SubtaskActivity>? Activities { get; init; }
}

/// <summary>Some time has passed: who has not answered is asked again.</summary>
internal sealed record ReconciliationDue : CoordinatorEvent;

// ---- results of effects

/// <summary><see cref="TakeCheckpointId"/> is durable: no other leader will ever use the id.</summary>
internal sealed record CheckpointIdRecorded(long CheckpointId) : CoordinatorEvent;

/// <param name="Location">The savepoint's own folder; null for checkpoints.</param>
internal sealed record LocationReady(long CheckpointId, string? Location = null) : CoordinatorEvent;

internal sealed record LocationFailed(long CheckpointId, FailureCause Cause) : CoordinatorEvent;

internal sealed record EnumeratorsSnapshotted(long CheckpointId, ISnapshotToken Snapshot) : CoordinatorEvent;

internal sealed record EnumeratorsFailed(long CheckpointId, FailureCause Cause) : CoordinatorEvent;

/// <summary>The metadata is durable: the checkpoint is complete.</summary>
internal sealed record MetadataWritten(long CheckpointId) : CoordinatorEvent;

/// <summary>The metadata is certainly not there.</summary>
internal sealed record MetadataFailed(long CheckpointId, FailureCause Cause) : CoordinatorEvent;

/// <summary>The metadata may be there or not (a time-out, a failed flush after the rename).</summary>
internal sealed record MetadataUnknown(long CheckpointId, FailureCause Cause) : CoordinatorEvent;

internal sealed record CompletionRecorded(long CheckpointId) : CoordinatorEvent;

internal sealed record CompletionRecordFailed(long CheckpointId, FailureCause Cause) : CoordinatorEvent;

/// <summary><see cref="SweepStorage"/> is over. What could not be deleted is tried again by the next sweep.</summary>
internal sealed record StorageSwept : CoordinatorEvent;

// ---- from subtasks

internal sealed record SnapshotAcknowledged(
    string JobId,
    SubtaskId Subtask,
    Attempt Attempt,
    long CheckpointId,
    ISnapshotToken Snapshot,
    SnapshotMetrics Metrics) : CoordinatorEvent, IWireMessage;

internal sealed record SnapshotDeclined(
    string JobId,
    SubtaskId Subtask,
    Attempt Attempt,
    long CheckpointId,
    DeclineReason Reason,
    FailureCause? Cause) : CoordinatorEvent, IWireMessage;

/// <summary>Interval, minimum pause and timeout are others from now on; what else the configuration holds is not looked at.</summary>
internal sealed record CheckpointingReconfigured(CheckpointingConfiguration Configuration) : CoordinatorEvent;
