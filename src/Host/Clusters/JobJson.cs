using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Host.Clusters;

/// <summary>Jobs as JSON, under the names that Flink has for the same.</summary>
internal static class JobJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string List(IEnumerable<JobStatus> jobs) => Text(new JsonObject { ["jobs"] = new JsonArray([.. jobs.Select(Job)]) });

    public static string Details(JobDescription job)
    {
        var json = Job(job.Status);
        json["start-time"] = job.SubmittedAt.ToUnixTimeMilliseconds();
        json["vertices"] = job.Shape is { } shape
            ? new JsonArray([.. shape.Vertices.Select(vertex => Vertex(vertex, job.Places))])
            : null;
        json["subtasks-left-out"] = job.PlacesLeftOut;
        json["checkpoints"] = new JsonArray([.. job.Checkpoints.Select(id => (JsonNode)id)]);
        json["failures"] = new JsonArray([.. job.Failures.Select(Failure)]);
        json["failure-cause"] = job.Cause is { } cause ? Cause(cause) : null;
        return Text(json);
    }

    private static JsonObject Job(JobStatus status) => new()
    {
        ["jid"] = status.JobId,
        ["name"] = status.JobName,
        ["state"] = status.State.ToString().ToUpperInvariant(),
        ["duration"] = (long)status.Uptime.TotalMilliseconds,
        ["tasks"] = new JsonObject { ["total"] = status.Subtasks, ["running"] = status.SubtasksRunning },
        ["read-records"] = status.RecordsRead,
        ["completed-checkpoints"] = status.CheckpointsCompleted,
        ["failed-checkpoints"] = status.CheckpointsFailed,
        ["latest-checkpoint"] = status.LastCheckpointId,
        ["restarts"] = status.Restarts,
    };

    private static JsonObject Vertex(VertexShape vertex, IReadOnlyList<SubtaskPlace> places) => new()
    {
        ["id"] = vertex.Id.Value,
        ["name"] = vertex.Name,
        ["parallelism"] = vertex.Parallelism,
        ["subtasks"] = new JsonArray([.. places.Where(place => place.Subtask.Vertex == vertex.Id).Select(place => new JsonObject
        {
            ["subtask"] = place.Subtask.Index,
            ["status"] = place.Status.ToString().ToUpperInvariant(),
            ["host"] = place.Node.Length == 0 ? null : place.Node,
        })]),
    };

    private static JsonObject Failure(FailureEntry failure) => new()
    {
        ["number"] = failure.Number,
        ["exceptionName"] = failure.Cause.Type,
        ["message"] = failure.Cause.Message,
        ["decision"] = failure.Decision,
    };

    private static JsonObject Cause(FailureCause cause) => new()
    {
        ["exceptionName"] = cause.Type,
        ["message"] = cause.Message,
        ["stacktrace"] = cause.Detail,
    };

    /// <param name="job">The job.</param>
    /// <param name="taken">Its savepoint.</param>
    /// <param name="outcome">How the job that was stopped with it has ended; null: it goes on.</param>
    public static string Savepoint(JobStatus job, SavepointAnswer taken, JobResult? outcome)
    {
        var json = new JsonObject { ["jid"] = job.JobId, ["name"] = job.JobName, ["id"] = taken.CheckpointId, ["location"] = taken.Location };
        if (outcome is not null)
        {
            json["state"] = outcome.Status.State.ToString().ToUpperInvariant();
        }

        return Text(json);
    }

    public static string State(JobStatus job, StateAnswer found) => Text(new JsonObject
    {
        ["jid"] = job.JobId,
        ["name"] = job.JobName,
        ["from"] = found.From.ToString().ToLowerInvariant(),
        ["checkpoint-id"] = found.CheckpointId,
        ["taken-timestamp"] = found.At.ToUnixTimeMilliseconds(),
        ["operator"] = found.Operator,
        ["state"] = found.State,
        ["key"] = JsonNode.Parse(found.Key),
        ["value"] = found.Value is null ? null : JsonNode.Parse(found.Value),
    });

    public static string Rescaled(JobStatus job, RescaleAnswer done) =>
        Text(new JsonObject { ["jid"] = job.JobId, ["name"] = job.JobName, ["parallelism"] = done.Parallelism });

    public static string Checkpoint(JobStatus job, long checkpointId) =>
        Text(new JsonObject { ["jid"] = job.JobId, ["name"] = job.JobName, ["id"] = checkpointId });

    public static string Ended(JobStatus job, JobResult result) =>
        Text(new JsonObject { ["jid"] = job.JobId, ["name"] = job.JobName, ["state"] = result.Status.State.ToString().ToUpperInvariant() });

    /// <param name="job">The job.</param>
    /// <param name="settings">KEY = VALUE, a line each.</param>
    public static string Configured(JobStatus job, string settings)
    {
        var changed = new JsonObject();
        foreach (var line in settings.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var separator = line.IndexOf(" = ", StringComparison.Ordinal);
            changed[line[..separator]] = line[(separator + " = ".Length)..];
        }

        return Text(new JsonObject { ["jid"] = job.JobId, ["name"] = job.JobName, ["changed"] = changed });
    }

    private static string Text(JsonNode json) => json.ToJsonString(Indented);
}
