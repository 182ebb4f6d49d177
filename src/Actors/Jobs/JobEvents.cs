namespace Weir.Actors.Jobs;

/// <summary>What can happen to a job; all come in through <c>JobMachine.Handle</c>.</summary>
internal abstract record JobEvent : ProtocolEvent;

/// <summary>Begin: select what to restore, deploy everything. The first event of a machine, once.</summary>
internal sealed record JobStarted : JobEvent;

/// <summary>
/// Instead of <see cref="JobStarted"/>: the durable record says that the job is over, but the process that wrote it may
/// have died before it had deleted what is not retained. The coordinator hears what is in the storage before it
/// (<c>CheckpointRestored</c>). Nothing is deployed; the end is <see cref="CompleteJob"/>.
/// </summary>
internal sealed record JobFoundOver(JobOutcome Outcome, FailureCause? Cause) : JobEvent;

/// <summary>
/// <see cref="SelectRestore"/> is done. <paramref name="CheckpointId"/> null: nothing was ever completed, start empty.
/// <paramref name="Skipped"/> says in words which newer checkpoints could not be used, and why.
/// </summary>
internal sealed record RestoreSelected(int Selection, long? CheckpointId, IReadOnlyList<SkippedCheckpoint> Skipped) : JobEvent;

/// <summary>There are checkpoints and none can be read (permanent), or looking for them failed (not permanent).</summary>
internal sealed record RestoreRefused(int Selection, FailureCause Cause) : JobEvent;

/// <summary><see cref="TakeAttempt"/> is durable: no other leader will ever use the number.</summary>
internal sealed record AttemptRecorded(Attempt Attempt) : JobEvent;

/// <summary>A subtask moved to another status.</summary>
internal sealed record SubtaskReported(SubtaskId Subtask, Attempt Attempt, SubtaskStatus Status) : JobEvent, IWireMessage;

/// <summary>A subtask failed, could not be deployed, or its node is gone. It is no longer alive.</summary>
/// <param name="Random">In [0, 1), from the shell: the restart delay's jitter.</param>
internal sealed record SubtaskFailed(SubtaskId Subtask, Attempt Attempt, FailureCause Cause, double Random) : JobEvent, IWireMessage;

/// <summary>Several subtasks are gone at once, for one reason (their node is lost): one failure, not many.</summary>
internal sealed record SubtasksLost(IReadOnlyList<SubtaskAttempt> Subtasks, FailureCause Cause, double Random) : JobEvent;

/// <summary>Something job-wide failed: an enumerator, or more checkpoints than tolerated. Every region restarts.</summary>
internal sealed record JobWideFailure(FailureCause Cause, double Random) : JobEvent;

/// <summary>The coordinator has no checkpoint in the making, and no metadata write under way, any more.</summary>
internal sealed record CheckpointingQuiesced : JobEvent;

/// <summary>The outcome is durable, or (problem) could not be written; then the checkpoints stay.</summary>
internal sealed record OutcomeRecorded(FailureCause? Problem) : JobEvent;

/// <summary>The coordinator is done: retention applied, leftovers swept.</summary>
internal sealed record CheckpointingShutDown : JobEvent;

/// <summary>A timer that <see cref="SetJobTimer"/> set.</summary>
internal sealed record JobTimerFired(JobTimer Timer) : JobEvent;

/// <summary>The answer to <see cref="RequestCheckpoint"/>.</summary>
/// <param name="CheckpointId">Null: it was not taken, or not completed.</param>
internal sealed record RelocationCheckpointEnded(int Relocation, long? CheckpointId, string Message) : JobEvent;

/// <summary>Every region has to start again from the latest checkpoint, though nothing has failed.</summary>
internal sealed record RestartRequested(string Reason) : JobEvent;

/// <summary>
/// The job is to go on at another parallelism. What that is has been planned already; another machine, of the new topology, takes over when
/// <see cref="HandOver"/> says that this one is done.
/// </summary>
/// <param name="Change">From what to what, in words.</param>
internal sealed record RescaleRequested(string Change) : JobEvent;

/// <summary>The user wants it to end, now, without a final checkpoint.</summary>
internal sealed record CancelRequested : JobEvent;

/// <summary>A checkpoint that a restore passed over.</summary>
internal sealed record SkippedCheckpoint(long CheckpointId, string Reason);
