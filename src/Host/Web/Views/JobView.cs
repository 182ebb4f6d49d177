using Weir.Actors.Messages;
using Weir.Host.Rest;

namespace Weir.Host.Web.Views;

/// <summary>A job with its graph.</summary>
/// <param name="IsOver">Nothing can be done with it any more.</param>
/// <param name="RecordsPerSecond">Read by its sources; null: it can't be told.</param>
/// <param name="Cause">Why it failed for good; null: it has not.</param>
/// <param name="Graph">Null: it is not known, as of a job that ended under an earlier leader.</param>
public sealed record JobView(
    string Id,
    string Name,
    State State,
    bool IsOver,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? EndedAt,
    TimeSpan Duration,
    int SubtasksRunning,
    int Subtasks,
    int Restarts,
    long RecordsRead,
    double? RecordsPerSecond,
    int CheckpointsCompleted,
    int CheckpointsFailed,
    long? LastCheckpoint,
    string? Cause,
    GraphLayout? Graph,
    IReadOnlyList<VertexRow> Vertices)
{
    internal static JobView Of(JobInspection job, RateMeter rates)
    {
        var status = job.Status;
        var isOver = Wording.IsOver(status.State);
        var rate = rates.Add("read", status.RecordsRead, job.Now);
        return new JobView(
            status.JobId,
            status.JobName,
            State.Of(status),
            isOver,
            job.SubmittedAt,
            job.EndedAt,
            (job.EndedAt ?? job.Now) - job.SubmittedAt,
            isOver ? 0 : status.SubtasksRunning,
            status.Subtasks,
            status.Restarts,
            status.RecordsRead,
            isOver ? null : rate,
            status.CheckpointsCompleted,
            status.CheckpointsFailed,
            status.LastCheckpointId,
            job.Cause?.ToString(),
            job.Vertices.Count == 0 ? null : GraphLayout.Of(job.Vertices, job.Edges),
            [.. job.Vertices.Select(vertex => VertexRow.Of(vertex, status.State, job.Now, rates))]);
    }
}
