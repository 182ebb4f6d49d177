using Weir.Actors.Messages;
using Weir.State;
using Weir.State.Storage;

namespace Weir.Actors.JobManagers;

/// <summary>Whether a job may start from a checkpoint or savepoint, and take it for its own: what others need is not taken from them.</summary>
internal static class StartRights
{
    /// <param name="storage">Where it is, and the jobs are recorded.</param>
    /// <param name="start">The checkpoint or savepoint.</param>
    /// <param name="isClaimed">Whether it is to be the job's own.</param>
    /// <param name="jobId">The job, if it has begun with it already, and goes on; null: a new one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RestoreRefusedException">It belongs to another job, or is to be claimed and another job needs it.</exception>
    public static async Task CheckAsync(
        ICheckpointStorage storage, CheckpointLocation start, bool isClaimed, string? jobId, CancellationToken cancellationToken)
    {
        IReadOnlyList<JobRecord> all = await SnapshotUsers.FindAsync(storage, start.Directory, cancellationToken).ConfigureAwait(false);
        List<JobRecord> users = [.. all.Where(user => user.JobId != jobId)];
        if (users.FirstOrDefault(user => user.IsStartClaimed) is { } owner)
        {
            throw new RestoreRefusedException(
                $"{start} is the job '{owner.Name}' ({owner.JobId})'s, which has claimed it and is not over: it may be deleted at any time. "
                + "Take a savepoint of that job, and start from that.");
        }

        if (!isClaimed)
        {
            return;
        }

        if (users.Count > 0)
        {
            throw new RestoreRefusedException(
                $"{start} cannot be claimed: the job '{users[0].Name}' ({users[0].JobId}) has started from it, has no checkpoint of its own yet, and is not over. "
                + "Start without claiming it, or go on with that job by --from latest.");
        }

        CheckpointMetadata metadata;
        try
        {
            metadata = await storage.ReadMetadataAsync(start, cancellationToken).ConfigureAwait(false);
        }
        catch (CorruptStateException damaged)
        {
            throw new RestoreRefusedException($"{start} cannot be claimed: {damaged.Message}");
        }

        JobListing listing = await storage.ListJobsAsync(cancellationToken).ConfigureAwait(false);
        if (!metadata.IsSavepoint && listing.Jobs.FirstOrDefault(job => job.JobId == metadata.JobId && job.Phase == JobPhase.Running) is { } taken)
        {
            throw new RestoreRefusedException(
                $"{start} cannot be claimed: it is a checkpoint of the job '{taken.Name}' ({taken.JobId}), which is not over. "
                + "Start without claiming it, or go on with that job by --from latest.");
        }
    }
}
