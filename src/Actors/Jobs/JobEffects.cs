using System.Collections.Immutable;

namespace Weir.Actors.Jobs;

/// <summary>What the job machine wants done, in the order in which it is listed.</summary>
internal abstract record JobEffect : ProtocolEffect;

/// <summary>
/// Find the newest checkpoint that can be read (<c>RestoreSelection</c>), then answer with
/// <see cref="RestoreSelected"/> or <see cref="RestoreRefused"/> of the same number.
/// </summary>
internal sealed record SelectRestore(int Selection) : JobEffect;

/// <summary>
/// Have the leader's pool grant the job its slots, one for each subtask of the widest vertex; answered by
/// <see cref="SlotsGranted"/> of the same number, or first <see cref="SlotsLacking"/>.
/// </summary>
/// <param name="Request">A later request replaces an earlier one.</param>
/// <param name="Slots">How many in all.</param>
/// <param name="InUse">Those in which subtasks of other regions go on running.</param>
internal sealed record AcquireSlots(int Request, int Slots, ImmutableArray<int> InUse) : JobEffect;

/// <summary>
/// The registry is to note that the attempt number is used; <see cref="AttemptRecorded"/> says that it is durable. A
/// leader that cannot write its registry is none any more, and ends with all its machines: there is no failure to tell.
/// </summary>
internal sealed record TakeAttempt(Attempt Attempt) : JobEffect;

/// <summary>Tell the coordinator what is restored, before it hears of any subtask of the new attempt.</summary>
internal sealed record RestoreCheckpointing(long? CheckpointId) : JobEffect;

/// <summary>Start these subtasks as this attempt, with the state of that checkpoint (null: empty).</summary>
/// <param name="IsSuspended">They only commit what that holds: the job has been stopped with it, and processes nothing any more.</param>
internal sealed record DeploySubtasks(
    IReadOnlyList<SubtaskId> Subtasks, Attempt Attempt, long? RestoreFrom, bool IsSuspended = false) : JobEffect;

/// <summary>
/// Stop these subtasks; each answers <see cref="SubtaskReported"/> with <see cref="SubtaskStatus.Stopped"/> (or
/// <see cref="SubtaskFailed"/>) when it is gone.
/// </summary>
internal sealed record StopSubtasks(IReadOnlyList<SubtaskId> Subtasks, StopReason Reason) : JobEffect;

/// <summary>All subtasks run: checkpoints may be triggered.</summary>
internal sealed record StartCheckpointing : JobEffect;

/// <summary>No more checkpoints; the answer is <see cref="CheckpointingQuiesced"/>.</summary>
/// <param name="Because">What has failed, for people; null: the reason says it all.</param>
internal sealed record StopCheckpointing(StopReason Reason, string? Because = null) : JobEffect;

/// <summary>
/// Write down, durably, that the job is over; the answer is <see cref="OutcomeRecorded"/>. It comes before any
/// checkpoint is deleted: a process that died in between would otherwise find a job to run, and no state for it.
/// </summary>
internal sealed record RecordOutcome(JobOutcome Outcome, FailureCause? Cause) : JobEffect;

/// <summary>The job is over; the answer is <see cref="CheckpointingShutDown"/>.</summary>
/// <param name="IsRecorded">If not, no checkpoint may be deleted.</param>
internal sealed record ShutDownCheckpointing(JobOutcome Outcome, bool IsRecorded) : JobEffect;

/// <summary>Answer with <see cref="JobTimerFired"/> after the delay; a timer that is set under this name is replaced.</summary>
internal sealed record SetJobTimer(JobTimer Timer, TimeSpan Delay) : JobEffect;

/// <summary>The timer is no longer needed.</summary>
internal sealed record CancelJobTimer(JobTimer Timer) : JobEffect;

/// <summary>
/// Ask the task managers whether these subtasks are still there. Each answers with <see cref="SubtaskReported"/>: the
/// status that it has, or <see cref="SubtaskStatus.Stopped"/> if it is not there. Sent after all that was sent there
/// before, so that what is not there yet was never received.
/// </summary>
internal sealed record AskSubtasks(IReadOnlyList<SubtaskAttempt> Subtasks) : JobEffect;

/// <summary>Have the coordinator take a checkpoint; answered by <see cref="RelocationCheckpointEnded"/>.</summary>
internal sealed record RequestCheckpoint(int Relocation) : JobEffect;

/// <summary>For status and news: the job waits for slots.</summary>
internal sealed record ReportWaiting(int Lacking, string Message) : JobEffect;

/// <summary>For log and news: subtasks are about to be moved. No failure.</summary>
/// <param name="Reason">Why.</param>
/// <param name="CheckpointId">The checkpoint taken for it; null: none could be.</param>
/// <param name="Message">What became of that checkpoint, in words.</param>
internal sealed record ReportRelocating(string Reason, long? CheckpointId, string Message) : JobEffect;

/// <summary>For log and news: all subtasks are about to start again from the latest checkpoint. No failure.</summary>
internal sealed record ReportRestarting(string Reason) : JobEffect;

/// <summary>For log and news: all subtasks are about to stop, and to start again at another parallelism. No failure.</summary>
/// <param name="Change">From what to what, in words.</param>
/// <param name="CheckpointId">The checkpoint taken for it; null: none could be.</param>
/// <param name="Message">What became of that checkpoint, in words.</param>
internal sealed record ReportRescaling(string Change, long? CheckpointId, string Message) : JobEffect;

/// <summary>The last effect of a machine whose job is rescaled: no subtask is left, and nothing of a checkpoint is under way. Another one takes over.</summary>
internal sealed record HandOver : JobEffect;

/// <summary>The job stays at its parallelism, and why.</summary>
internal sealed record RefuseRescale(string Reason) : JobEffect;

/// <summary>For log and history: the job runs again, after its leader was lost; earlier leaders had started it.</summary>
internal sealed record RecordTakeover(RecoveryEntry Recovery) : JobEffect;

/// <summary>For log and history: the move is over.</summary>
internal sealed record RecordRelocation(RecoveryEntry Recovery) : JobEffect;

/// <summary>For log and history: a failure, as it happened, and what is done about it.</summary>
internal sealed record RecordFailure(FailureEntry Failure) : JobEffect;

/// <summary>For log and history: the recovery from that failure is over.</summary>
internal sealed record RecordRecovery(RecoveryEntry Recovery) : JobEffect;

/// <summary>The job's state changed; for REST, log and the durable job record.</summary>
internal sealed record JobStateChanged(JobState From, JobState To) : JobEffect;

/// <summary>The last effect of a job. <paramref name="Cause"/> is there when it failed.</summary>
internal sealed record CompleteJob(JobOutcome Outcome, FailureCause? Cause) : JobEffect;

/// <summary>Why subtasks or checkpoints are stopped.</summary>
internal enum StopReason
{
    TaskFailure,
    Relocation,
    Cancellation,
    JobFailing,
    JobFinished,
}
