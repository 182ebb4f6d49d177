namespace Weir.Actors.Jobs;

/// <summary>One failure of the history.</summary>
/// <param name="Number">Counted from 1, per job.</param>
/// <param name="Subtasks">What failed first; empty for a job-wide failure.</param>
/// <param name="Detect">From the failure itself to its being known here.</param>
/// <param name="RestartDelay">What the strategy asks for; null when it gave up.</param>
/// <param name="Decision">The strategy's reason, in words.</param>
internal sealed record FailureEntry(
    int Number,
    DateTimeOffset At,
    IReadOnlyList<SubtaskId> Subtasks,
    FailureCause Cause,
    TimeSpan Detect,
    TimeSpan? RestartDelay,
    string Decision)
{
    /// <summary>Where the first of <see cref="Subtasks"/> ran then; empty: nowhere, or it is not known.</summary>
    public string Node { get; init; } = "";
}

/// <summary>How the recovery from a failure, or a relocation, went, in its parts; they follow each other.</summary>
/// <param name="Number">That of the <see cref="FailureEntry"/> that began it, or that of the relocation.</param>
/// <param name="Attempt">The attempt that runs now.</param>
/// <param name="RestoredCheckpoint">Null: started empty, nothing had completed before.</param>
/// <param name="Stop">Until every subtask of the region was gone and the delay over.</param>
/// <param name="Acquire">Until the job had all its slots.</param>
/// <param name="Select">Finding and verifying the checkpoint.</param>
/// <param name="Deploy">Until the last subtask was alive.</param>
/// <param name="Restore">Until the last subtask had its state.</param>
internal sealed record RecoveryEntry(
    int Number,
    Attempt Attempt,
    long? RestoredCheckpoint,
    IReadOnlyList<SkippedCheckpoint> Skipped,
    TimeSpan Stop,
    TimeSpan Acquire,
    TimeSpan Select,
    TimeSpan Deploy,
    TimeSpan Restore)
{
    public TimeSpan Total => Stop + Acquire + Select + Deploy + Restore;
}
