using Weir.Actors.History;
using Weir.Host.Rest;

namespace Weir.Host.Web.Views;

/// <summary>All jobs, the newest first.</summary>
public sealed record JobsView(IReadOnlyList<JobRow> Running, IReadOnlyList<JobRow> Ended)
{
    internal static JobsView Of(IReadOnlyList<JobLine> jobs, RateMeter rates, DateTimeOffset now)
    {
        var rows = jobs.Reverse().Select(job => (Row: JobRow.Of(job, rates, now), IsOver: Wording.IsOver(job.Status.State))).ToArray();
        return new JobsView([.. rows.Where(row => !row.IsOver).Select(row => row.Row)], [.. rows.Where(row => row.IsOver).Select(row => row.Row)]);
    }
}

/// <summary>A job in a line.</summary>
/// <param name="Duration">From its submission to its end, or until now.</param>
/// <param name="RecordsPerSecond">Read by its sources; null: it can't be told yet, or the job is over.</param>
public sealed record JobRow(
    string Id,
    string Name,
    State State,
    DateTimeOffset SubmittedAt,
    TimeSpan Duration,
    int SubtasksRunning,
    int Subtasks,
    int CheckpointsCompleted,
    int CheckpointsFailed,
    int Restarts,
    long RecordsRead,
    double? RecordsPerSecond)
{
    internal static JobRow Of(JobLine job, RateMeter rates, DateTimeOffset now)
    {
        var status = job.Status;
        var rate = rates.Add(status.JobId, status.RecordsRead, now);
        return new JobRow(
            status.JobId,
            status.JobName,
            State.Of(status),
            job.SubmittedAt,
            (job.EndedAt ?? now) - job.SubmittedAt,
            Wording.IsOver(status.State) ? 0 : status.SubtasksRunning,
            status.Subtasks,
            status.CheckpointsCompleted,
            status.CheckpointsFailed,
            status.Restarts,
            status.RecordsRead,
            Wording.IsOver(status.State) ? null : rate);
    }
}
