namespace Weir.Actors.Jobs;

/// <summary>News of a job, for those who watch it.</summary>
internal abstract record JobNews(string JobId) : IWireMessage
{
    public sealed record StateChanged(string JobId, JobState From, JobState To) : JobNews(JobId);

    /// <param name="JobId">The job.</param>
    /// <param name="Attempt">Counted from 1 in this process.</param>
    /// <param name="RestoreFrom">The checkpoint whose state the subtasks get; null: they start without state.</param>
    public sealed record Deploying(string JobId, int Attempt, long? RestoreFrom) : JobNews(JobId);

    public sealed record CheckpointCompleted(string JobId, long CheckpointId, TimeSpan Duration, long Bytes) : JobNews(JobId);

    /// <param name="JobId">The job.</param>
    /// <param name="CheckpointId">Its id.</param>
    /// <param name="Duration">From its beginning.</param>
    /// <param name="Bytes">State that it wrote.</param>
    /// <param name="Path">Its folder.</param>
    public sealed record SavepointCompleted(string JobId, long CheckpointId, TimeSpan Duration, long Bytes, string Path) : JobNews(JobId);

    /// <param name="JobId">The job.</param>
    /// <param name="CheckpointId">Null when none was begun.</param>
    /// <param name="Reason">The reason's name.</param>
    /// <param name="Message">The reason in words, with the figures.</param>
    public sealed record CheckpointFailed(string JobId, long? CheckpointId, string Reason, string Message) : JobNews(JobId);

    public sealed record Failed(string JobId, FailureEntry Failure, string Subtasks) : JobNews(JobId);

    public sealed record Recovered(string JobId, RecoveryEntry Recovery) : JobNews(JobId);

    /// <summary>An alert of the job fires, or is over.</summary>
    public sealed record AlertChanged(JobAlert Alert) : JobNews(Alert.JobId);

    /// <summary>How the job ended could not be written down; its checkpoints are kept.</summary>
    public sealed record OutcomeNotRecorded(string JobId, FailureCause Problem) : JobNews(JobId);

    /// <param name="JobId">The job.</param>
    /// <param name="Checkpoints">Checkpoints that could not be used, and why; an older one is restored.</param>
    public sealed record Skipped(string JobId, IReadOnlyList<SkippedCheckpoint> Checkpoints) : JobNews(JobId);

    /// <param name="JobId">The job.</param>
    /// <param name="Lacking">How many more slots it takes.</param>
    /// <param name="Message">What there is, in words.</param>
    public sealed record WaitingForSlots(string JobId, int Lacking, string Message) : JobNews(JobId);

    /// <summary>Subtasks are about to be moved to other nodes, as planned; no failure.</summary>
    /// <param name="JobId">The job.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="CheckpointId">The checkpoint that was taken for it; null: none.</param>
    /// <param name="Message">What became of that checkpoint, in words.</param>
    public sealed record Relocating(string JobId, string Reason, long? CheckpointId, string Message) : JobNews(JobId);

    /// <summary>The job runs again under another leader, which found it in the journal.</summary>
    /// <param name="JobId">The job.</param>
    /// <param name="Epoch">The leader's.</param>
    /// <param name="Node">Where the leader is.</param>
    /// <param name="SinceLost">From the last sign of life of the leader before it to the new one's first step; null: not known.</param>
    /// <param name="SinceLeading">From that step to the job's being planned again.</param>
    /// <param name="Recovery">What followed, in its parts.</param>
    public sealed record TakenOver(string JobId, long Epoch, string Node, TimeSpan? SinceLost, TimeSpan SinceLeading, RecoveryEntry Recovery) : JobNews(JobId);

    /// <summary>All subtasks are about to stop, to start again at another parallelism; no failure.</summary>
    /// <param name="JobId">The job.</param>
    /// <param name="Change">From what to what, in words.</param>
    /// <param name="CheckpointId">The checkpoint that was taken for it; null: none.</param>
    /// <param name="Message">What became of that checkpoint, in words.</param>
    public sealed record Rescaling(string JobId, string Change, long? CheckpointId, string Message) : JobNews(JobId);

    /// <summary>The job runs at another parallelism.</summary>
    /// <param name="JobId">The job.</param>
    /// <param name="From">The parallelism it had.</param>
    /// <param name="To">The parallelism it has.</param>
    /// <param name="CheckpointId">Whose state it goes on with; null: none had been complete.</param>
    /// <param name="Duration">From its being asked for to the last subtask having its state.</param>
    public sealed record Rescaled(string JobId, int From, int To, long? CheckpointId, TimeSpan Duration) : JobNews(JobId);

    public sealed record Relocated(string JobId, RecoveryEntry Recovery) : JobNews(JobId);
}
