using Weir.Actors.Jobs;

namespace Weir.Actors.Clients;

/// <summary>Something has happened to a job. Published on the actor system's event stream, in the order in which it happened.</summary>
/// <param name="JobId">32 hexadecimal digits.</param>
/// <param name="JobName">The job's name.</param>
public abstract record WeirEvent(string JobId, string JobName);

/// <summary>A job has gone from one state to another.</summary>
/// <param name="JobId">32 hexadecimal digits.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state now.</param>
public sealed record JobStateChanged(string JobId, string JobName, JobState From, JobState To) : WeirEvent(JobId, JobName);

/// <summary>A checkpoint is complete: what was prepared up to it is being committed.</summary>
/// <param name="JobId">32 hexadecimal digits.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="CheckpointId">Grows with each checkpoint of the job.</param>
/// <param name="Duration">From the trigger to its being complete.</param>
/// <param name="Bytes">State written.</param>
public sealed record JobCheckpointCompleted(string JobId, string JobName, long CheckpointId, TimeSpan Duration, long Bytes) : WeirEvent(JobId, JobName);

/// <summary>A savepoint is complete. If it was to stop the job, the job now ends.</summary>
/// <param name="JobId">32 hexadecimal digits.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="CheckpointId">Its number among the job's checkpoints and savepoints.</param>
/// <param name="Duration">From the trigger to its being complete.</param>
/// <param name="Bytes">State written.</param>
/// <param name="Path">Its folder.</param>
public sealed record JobSavepointCompleted(string JobId, string JobName, long CheckpointId, TimeSpan Duration, long Bytes, string Path) : WeirEvent(JobId, JobName);

/// <summary>A checkpoint was not taken, or not completed. The job goes on.</summary>
/// <param name="JobId">32 hexadecimal digits.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="CheckpointId">Null when none was begun.</param>
/// <param name="Reason">The reason's name, such as "expired".</param>
/// <param name="Message">The reason in words, with its figures.</param>
public sealed record JobCheckpointFailed(string JobId, string JobName, long? CheckpointId, string Reason, string Message) : WeirEvent(JobId, JobName);

/// <summary>Something of the job has failed. What follows is its restart, or its end.</summary>
/// <param name="JobId">32 hexadecimal digits.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="At">When it failed.</param>
/// <param name="Subtasks">What failed, for people; empty for a failure of the job as a whole.</param>
/// <param name="Cause">Why.</param>
/// <param name="Decision">What the restart strategy says to it, in words.</param>
public sealed record JobAttemptFailed(string JobId, string JobName, DateTimeOffset At, string Subtasks, FailureCause Cause, string Decision) : WeirEvent(JobId, JobName);

/// <summary>The job runs again: all subtasks that were restarted have their state.</summary>
/// <param name="JobId">32 hexadecimal digits.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="RestoredCheckpoint">Where it went back to; null: to its beginning, since no checkpoint had been completed.</param>
/// <param name="Duration">From the failure being known to the last subtask having its state.</param>
public sealed record JobRecovered(string JobId, string JobName, long? RestoredCheckpoint, TimeSpan Duration) : WeirEvent(JobId, JobName);

/// <summary>An alert of the job fires, or is over.</summary>
/// <param name="Alert">The alert, with its end if it is over.</param>
public sealed record JobAlertChanged(JobAlert Alert) : WeirEvent(Alert.JobId, Alert.JobName);

/// <summary>The job is over.</summary>
/// <param name="JobId">32 hexadecimal digits.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="Result">How it ended.</param>
public sealed record JobConcluded(string JobId, string JobName, JobResult Result) : WeirEvent(JobId, JobName);
