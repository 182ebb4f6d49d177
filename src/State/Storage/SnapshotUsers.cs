namespace Weir.State.Storage;

/// <summary>Which jobs have to find a checkpoint or savepoint where it is, though it is not in their own folders.</summary>
internal static class SnapshotUsers
{
    /// <summary>The jobs of a storage that have started from it and are not over, as long as they would go back to it if they failed; and a job that it belongs to.</summary>
    /// <param name="storage">Where the jobs are recorded.</param>
    /// <param name="directory">The folder of the checkpoint or savepoint, as a location has it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<JobRecord>> FindAsync(ICheckpointStorage storage, string directory, CancellationToken cancellationToken)
    {
        var users = new List<JobRecord>();
        var listing = await storage.ListJobsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var job in listing.Jobs)
        {
            if (job.Phase == JobPhase.Running
                && job.StartFrom == directory
                && (job.IsStartClaimed || !await storage.HasCompletedAsync(job.JobId, cancellationToken).ConfigureAwait(false)))
            {
                users.Add(job);
            }
        }

        return users;
    }

    /// <summary>Whether a job that has started from this checkpoint would go back to it. As quick as can be when none has ever started from it.</summary>
    /// <param name="storage">Where the checkpoint is and the jobs are recorded.</param>
    /// <param name="checkpoint">A checkpoint of a job of that storage.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<bool> AreThereAsync(ICheckpointStorage storage, CheckpointLocation checkpoint, CancellationToken cancellationToken)
    {
        var noted = await storage.ListUsersAsync(checkpoint, cancellationToken).ConfigureAwait(false);
        if (noted.Count == 0)
        {
            return false;
        }

        var listing = await storage.ListJobsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var job in listing.Jobs)
        {
            if (job.Phase == JobPhase.Running && noted.Contains(job.JobId) && !await storage.HasCompletedAsync(job.JobId, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }
}
