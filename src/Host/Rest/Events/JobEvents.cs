using System.Text.Json.Nodes;
using Weir.Actors.Alerts;
using Weir.Actors.Jobs;

namespace Weir.Host.Rest.Events;

/// <summary>A job's news in the form of /events.</summary>
internal static class JobEvents
{
    /// <summary>Null for what is no news to those who watch jobs and checkpoints.</summary>
    /// <param name="news">The news.</param>
    /// <param name="name">The job's name.</param>
    /// <param name="now">When it was heard.</param>
    public static FeedEvent? Of(JobNews news, string name, DateTimeOffset now) => news switch
    {
        JobNews.StateChanged changed => State(changed.JobId, name, changed.To, now),
        JobNews.CheckpointCompleted completed => Checkpoint(completed.JobId, completed.CheckpointId, now, new JsonObject
        {
            ["status"] = "COMPLETED",
            ["is_savepoint"] = false,
            ["end_to_end_duration"] = Wording.Milliseconds(completed.Duration),
            ["checkpointed_size"] = completed.Bytes,
        }),
        JobNews.SavepointCompleted savepoint => Checkpoint(savepoint.JobId, savepoint.CheckpointId, now, new JsonObject
        {
            ["status"] = "COMPLETED",
            ["is_savepoint"] = true,
            ["end_to_end_duration"] = Wording.Milliseconds(savepoint.Duration),
            ["checkpointed_size"] = savepoint.Bytes,
            ["external_path"] = savepoint.Path,
        }),
        JobNews.CheckpointFailed { CheckpointId: { } id } failed => Checkpoint(failed.JobId, id, now, new JsonObject
        {
            ["status"] = "FAILED",
            ["failure_message"] = $"Checkpoint failed ({failed.Reason}): {failed.Message}",
        }),
        JobNews.Failed failed => FeedEvent.Of("failure", failed.JobId, new JsonObject
        {
            ["jid"] = failed.JobId,
            ["number"] = failed.Failure.Number,
            ["exceptionName"] = failed.Failure.Cause.Type,
            ["message"] = failed.Failure.Cause.Message,
            ["taskName"] = failed.Subtasks,
            ["restarts"] = failed.Failure.RestartDelay is not null,
            ["timestamp"] = Wording.Milliseconds(failed.Failure.At),
        }),
        JobNews.Recovered recovered => FeedEvent.Of("recovery", recovered.JobId, new JsonObject
        {
            ["jid"] = recovered.JobId,
            ["number"] = recovered.Recovery.Number,
            ["restored"] = recovered.Recovery.RestoredCheckpoint,
            ["duration"] = Wording.Milliseconds(recovered.Recovery.Total),
            ["timestamp"] = Wording.Milliseconds(now),
        }),
        JobNews.Rescaled rescaled => FeedEvent.Of("rescale", rescaled.JobId, new JsonObject
        {
            ["jid"] = rescaled.JobId,
            ["from"] = rescaled.From,
            ["to"] = rescaled.To,
            ["restored"] = rescaled.CheckpointId,
            ["duration"] = Wording.Milliseconds(rescaled.Duration),
            ["timestamp"] = Wording.Milliseconds(now),
        }),
        JobNews.AlertChanged alert => FeedEvent.Of("alert", alert.JobId, AlertPost.Json(alert.Alert)),
        _ => null,
    };

    public static FeedEvent State(string jobId, string name, JobState state, DateTimeOffset now) => FeedEvent.Of("job", jobId, new JsonObject
    {
        ["jid"] = jobId,
        ["name"] = name,
        ["state"] = Wording.Of(state),
        ["timestamp"] = Wording.Milliseconds(now),
    });

    private static FeedEvent Checkpoint(string jobId, long id, DateTimeOffset now, JsonObject facts)
    {
        var all = new JsonObject { ["jid"] = jobId, ["id"] = id, ["timestamp"] = Wording.Milliseconds(now) };
        foreach (var (key, value) in facts.ToArray())
        {
            facts.Remove(key);
            all[key] = value;
        }

        return FeedEvent.Of("checkpoint", jobId, all);
    }
}
