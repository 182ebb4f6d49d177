using Weir.Actors.Jobs;

namespace Weir.Actors.Clients;

/// <summary>What applications hear of a job's news.</summary>
internal static class EventTranslation
{
    /// <summary>Null for news that is not for applications.</summary>
    public static WeirEvent? Of(JobNews news, string jobName) => news switch
    {
        JobNews.StateChanged changed => new JobStateChanged(changed.JobId, jobName, changed.From, changed.To),
        JobNews.CheckpointCompleted completed =>
            new JobCheckpointCompleted(completed.JobId, jobName, completed.CheckpointId, completed.Duration, completed.Bytes),
        JobNews.SavepointCompleted completed =>
            new JobSavepointCompleted(completed.JobId, jobName, completed.CheckpointId, completed.Duration, completed.Bytes, completed.Path),
        JobNews.CheckpointFailed failed => new JobCheckpointFailed(failed.JobId, jobName, failed.CheckpointId, failed.Reason, failed.Message),
        JobNews.Failed failed => new JobAttemptFailed(
            failed.JobId, jobName, failed.Failure.At, failed.Subtasks, failed.Failure.Cause, failed.Failure.Decision),
        JobNews.Recovered recovered => new JobRecovered(
            recovered.JobId, jobName, recovered.Recovery.RestoredCheckpoint, recovered.Recovery.Total),
        JobNews.AlertChanged changed => new JobAlertChanged(changed.Alert),
        _ => null,
    };
}
