using Weir.Actors.Jobs;
using Weir.Host.Terminal;

namespace Weir.Host.Clusters;

/// <summary>What <c>weir list</c> prints for people.</summary>
internal static class JobTable
{
    public static string Of(IReadOnlyList<JobStatus> jobs)
    {
        if (jobs.Count == 0)
        {
            return "There are no jobs." + Environment.NewLine;
        }

        var table = new TextTable("ID", "NAME", "STATE", "SUBTASKS", "RECORDS", "CHECKPOINTS", "RESTARTS", "UPTIME");
        foreach (var job in jobs)
        {
            table.Add(
                job.JobId,
                job.JobName,
                JobText.State(job.State),
                $"{job.SubtasksRunning}/{job.Subtasks}",
                Figures.Count(job.RecordsRead),
                Figures.Count(job.CheckpointsCompleted),
                Figures.Count(job.Restarts),
                Figures.Duration(job.Uptime));
        }

        return table.ToString();
    }
}
