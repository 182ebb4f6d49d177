using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Host.Clusters;

/// <summary>Finds the job that a command line means: by its id, the beginning of one, or its name.</summary>
internal static class JobReference
{
    /// <exception cref="ClusterConnectionException">None is meant, or several are.</exception>
    public static async Task<JobStatus> FindAsync(ClusterConnection connection, string text, CancellationToken cancellationToken) =>
        Find((await connection.AskAsync<JobList>(ListJobs.Instance, cancellationToken)).Jobs, text);

    /// <exception cref="BadUsageException">There is no text: a variable of a script that is empty must not mean the only job there is.</exception>
    /// <exception cref="ClusterConnectionException">None is meant, or several are.</exception>
    public static JobStatus Find(IReadOnlyList<JobStatus> jobs, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new BadUsageException("which job? what is given for it is empty; give its id, the beginning of that, or its name");
        }

        JobStatus[] meant = [.. jobs.Where(job => job.JobId == text)];
        if (meant.Length == 0)
        {
            meant = [.. jobs.Where(job => job.JobName == text)];
        }

        if (meant.Length == 0)
        {
            meant = [.. jobs.Where(job => job.JobId.StartsWith(text, StringComparison.OrdinalIgnoreCase))];
        }

        // Of a name's many runs the one that goes on is meant.
        if (meant.Length > 1 && meant.Count(job => !JobText.IsOver(job.State)) == 1)
        {
            meant = [.. meant.Where(job => !JobText.IsOver(job.State))];
        }

        return meant.Length switch
        {
            1 => meant[0],
            0 => throw new ClusterConnectionException($"there is no job {text}; weir list shows those that there are"),
            _ => throw new ClusterConnectionException($"{text} stands for several jobs: {string.Join(", ", meant.Select(job => $"{job.JobId} ({JobText.State(job.State)})"))}; give the id of one of them, or enough of its beginning"),
        };
    }
}
