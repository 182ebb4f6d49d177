using Akka.Event;
using Weir.Actors.Deployments;
using Weir.Actors.JobMasters;
using Weir.Actors.Logging;
using Weir.Actors.Messages;
using Weir.Operators.Graph;
using Weir.State;
using Weir.State.Storage;

namespace Weir.Actors.JobManagers;

/// <summary>Finds which job a submission is, a new one or one that goes on, and makes it this process's.</summary>
internal sealed class JobClaim(JobGraph graph, ICheckpointStorage storage, MonotonicClock clock, ILoggingAdapter log)
{
    /// <summary>State of operators that the job has not is left behind; else the job is refused.</summary>
    public bool AllowsNonRestoredState { get; init; }

    /// <param name="startFrom">The checkpoint of another job to start with; null to start empty.</param>
    /// <param name="isClaimed">Whether that is the new job's from then on.</param>
    /// <param name="cancellationToken">Ends it before the job is recorded.</param>
    public async Task<ClaimedJob> BeginAsync(CheckpointLocation? startFrom, bool isClaimed, CancellationToken cancellationToken)
    {
        if (startFrom is not null)
        {
            await StartRights.CheckAsync(storage, startFrom, isClaimed, jobId: null, cancellationToken).ConfigureAwait(false);
            await CheckFitAsync([startFrom], cancellationToken).ConfigureAwait(false);
        }

        var record = new JobRecord(Guid.NewGuid().ToString("N"), graph.Name, clock.Now, StartFrom: startFrom?.Directory, IsStartClaimed: isClaimed);
        var claimed = new ClaimedJob(record, startFrom, storage.AcquireJob(record.JobId), IsNew: true);
        try
        {
            await storage.RegisterJobAsync(record, cancellationToken).ConfigureAwait(false);
            if (startFrom is not null)
            {
                await MarkUsedAsync(startFrom, record.JobId, cancellationToken).ConfigureAwait(false);
            }

            return claimed;
        }
        catch
        {
            await GiveUpAsync(claimed, storage, log).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The unfinished job of that name that was submitted last, or a new one when there has never been any.</summary>
    public async Task<ClaimedJob> GoOnAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return await BeginAsync(startFrom: null, isClaimed: false, cancellationToken).ConfigureAwait(false);
        }

        IDisposable lease = storage.AcquireJob(found.JobId);
        try
        {
            // Once more: until just now another process may have run it, to its end.
            JobListing listing = await storage.ListJobsAsync(cancellationToken).ConfigureAwait(false);
            JobRecord record = listing.Jobs.FirstOrDefault(job => job.JobId == found.JobId) ?? found;
            if (await NewerSavepointAsync(record, cancellationToken).ConfigureAwait(false) is { } savepoint)
            {
                log.OfJob(record.JobId, record.Name).Info("The newest of job '{0}' ({1}) is its savepoint {2}: a new job goes on from there.", record.Name, record.JobId, savepoint);
                ClaimedJob successor = await BeginAsync(savepoint, isClaimed: false, cancellationToken).ConfigureAwait(false);
                try
                {
                    if (record.Phase == JobPhase.Running)
                    {
                        // It was killed, and is continued under another id: nothing may wait for it any more.
                        await storage.SetJobPhaseAsync(record.JobId, JobPhase.Suspended, clock.Now, cancellationToken).ConfigureAwait(false);
                    }
                }
                catch
                {
                    await GiveUpAsync(successor, storage, log).ConfigureAwait(false);
                    throw;
                }

                lease.Dispose();
                return successor;
            }

            if (record.Phase == JobPhase.Finished)
            {
                await SweepAsync(record.JobId, cancellationToken).ConfigureAwait(false);
                throw new JobAlreadyFinishedException(record.Name, record.JobId, record.EndedAt);
            }

            CheckpointLocation? startFrom = await FindStartAsync(record, cancellationToken).ConfigureAwait(false);
            if (startFrom is not null)
            {
                // While the job was over, that may have become another's.
                await StartRights.CheckAsync(storage, startFrom, record.IsStartClaimed, record.JobId, cancellationToken).ConfigureAwait(false);

                // The process that began the job may have been killed before it came to that.
                await MarkUsedAsync(startFrom, record.JobId, cancellationToken).ConfigureAwait(false);
            }

            await storage.SetJobPhaseAsync(record.JobId, JobPhase.Running, endedAt: null, cancellationToken).ConfigureAwait(false);
            return new ClaimedJob(record, startFrom, lease, IsNew: false);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The job does not start after all: the storage knows of it what it knew before, else it would be taken for the latest of its name, and gone on with. Says
    /// in the log when that fails: whoever gives up has an error of its own to tell.
    /// </summary>
    public static async Task GiveUpAsync(ClaimedJob claimed, ICheckpointStorage storage, ILoggingAdapter log)
    {
        JobRecord record = claimed.Record;
        try
        {
            if (claimed.IsNew)
            {
                await storage.ForgetJobAsync(record.JobId, CancellationToken.None).ConfigureAwait(false);
            }
            else if (record.Phase != JobPhase.Running)
            {
                await storage.SetJobPhaseAsync(record.JobId, record.Phase, record.EndedAt, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is CorruptStateException or StorageException)
        {
            log.OfJob(record.JobId, record.Name).Warning("Job '{0}' ({1}) has not started, but {2} has it as one that runs: {3}", record.Name, record.JobId, storage.Description, error.Message);
        }
        finally
        {
            claimed.Lease.Dispose();
        }
    }

    /// <summary>The job's newest savepoint, if it is whole, and newer than all of its checkpoints; a job that has finished needs none.</summary>
    private async Task<CheckpointLocation?> NewerSavepointAsync(JobRecord record, CancellationToken cancellationToken)
    {
        if (record.Phase == JobPhase.Finished)
        {
            return null;
        }

        IReadOnlyList<CheckpointSummary> own = await storage.ListCheckpointsAsync(record.JobId, cancellationToken).ConfigureAwait(false);
        long newest = own.Count == 0 ? 0 : own[0].CheckpointId;
        foreach (SavepointNote note in await storage.ListSavepointsAsync(record.JobId, cancellationToken).ConfigureAwait(false))
        {
            if (note.CheckpointId <= newest)
            {
                break;
            }

            if (await storage.VerifyAsync(note.Location, cancellationToken).ConfigureAwait(false) is not { } problem)
            {
                return note.Location;
            }

            log.OfJob(record.JobId, record.Name).OfCheckpoint(note.CheckpointId).Warning("Job '{0}': the savepoint {1} is damaged, and passed over: {2}", record.Name, note.Directory, problem);
        }

        return record.Phase == JobPhase.Suspended
            ? throw new RestoreRefusedException(
                $"The latest job named '{record.Name}' ({record.JobId}) was stopped with a savepoint, which is not where it was written any more. "
                + "Give its folder with --from, or run the job without --from to begin anew.")
            : null;
    }

    /// <summary>The job whose checkpoint it is then leaves it there until the new one needs it no more. A savepoint is nobody's to delete.</summary>
    private async Task MarkUsedAsync(CheckpointLocation start, string jobId, CancellationToken cancellationToken)
    {
        try
        {
            if (!(await storage.ReadMetadataAsync(start, cancellationToken).ConfigureAwait(false)).IsSavepoint)
            {
                await storage.MarkUsedAsync(start, jobId, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is CorruptStateException or StorageException)
        {
            log.OfJob(jobId, graph.Name).Warning("Job {0} starts from {1}, but that cannot be noted there, so its owner may delete it: {2}", jobId, start, error.Message);
        }
    }

    private async Task<JobRecord?> FindAsync(CancellationToken cancellationToken)
    {
        JobListing listing = await storage.ListJobsAsync(cancellationToken).ConfigureAwait(false);
        JobRecord? found = listing.Jobs.FirstOrDefault(job => job.Name == graph.Name);
        if (found is null && listing.Damaged.Count > 0)
        {
            // One of them may be the job that is to go on: a new one would do its work twice.
            throw new CorruptStateException(
                $"No readable job is named '{graph.Name}' in {storage.Description}, and one that is not readable may be it. {string.Join(" ", listing.Damaged)}");
        }

        foreach (string damaged in listing.Damaged)
        {
            log.Warning("Looking for the latest job '{0}', skipped one that cannot be read: {1}", graph.Name, damaged);
        }

        return found;
    }

    /// <summary>The other job's checkpoint that a job without one of its own begins with, if any.</summary>
    private async Task<CheckpointLocation?> FindStartAsync(JobRecord record, CancellationToken cancellationToken)
    {
        IReadOnlyList<CheckpointSummary> own = await storage.ListCheckpointsAsync(record.JobId, cancellationToken).ConfigureAwait(false);
        if (own.Count > 0)
        {
            await CheckUnclaimedAsync(record, own[0].Location, cancellationToken).ConfigureAwait(false);
            await CheckFitAsync(own.Select(summary => summary.Location), cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (await storage.HasCompletedAsync(record.JobId, cancellationToken).ConfigureAwait(false))
        {
            throw new RestoreRefusedException(Lost(record));
        }

        if (record.StartFrom is not { } start)
        {
            return null;
        }

        CheckpointLocation location = storage.Locate(start);
        await CheckFitAsync([location], cancellationToken).ConfigureAwait(false);
        return location;
    }

    /// <summary>While the job was over, its newest checkpoint may have become another's, to delete as that likes.</summary>
    private async Task CheckUnclaimedAsync(JobRecord record, CheckpointLocation newest, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> users = await storage.ListUsersAsync(newest, cancellationToken).ConfigureAwait(false);
        if (users.Count == 0)
        {
            return;
        }

        JobListing listing = await storage.ListJobsAsync(cancellationToken).ConfigureAwait(false);
        if (listing.Jobs.FirstOrDefault(job => job.Phase == JobPhase.Running && job.IsStartClaimed && users.Contains(job.JobId)) is { } owner)
        {
            throw new RestoreRefusedException(
                $"The latest job named '{record.Name}' ({record.JobId}) would go on from {newest}, which the job '{owner.Name}' ({owner.JobId}) has claimed; that is not over. "
                + "Cancel it first, or start from a savepoint of it with --from.");
        }
    }

    /// <summary>That of the newest readable checkpoint: the restore itself says what is wrong with the others.</summary>
    private async Task CheckFitAsync(IEnumerable<CheckpointLocation> locations, CancellationToken cancellationToken)
    {
        foreach (CheckpointLocation location in locations)
        {
            try
            {
                CheckpointMetadata metadata = await storage.ReadMetadataAsync(location, cancellationToken).ConfigureAwait(false);
                if (!AllowsNonRestoredState && UnclaimedState.Problem(graph, metadata) is { } problem)
                {
                    throw new RestoreRefusedException(problem);
                }

                return;
            }
            catch (Exception error) when (error is CorruptStateException or StorageException)
            {
                log.Warning("Job '{0}': the checkpoint {1} cannot be read: {2}", graph.Name, location, error.Message);
            }
        }
    }

    /// <summary>A process that was killed between recording the end and tidying up has left the checkpoints behind.</summary>
    private async Task SweepAsync(string jobId, CancellationToken cancellationToken)
    {
        foreach (CheckpointSummary stored in await storage.ListCheckpointsAsync(jobId, cancellationToken).ConfigureAwait(false))
        {
            if (!await SnapshotUsers.AreThereAsync(storage, stored.Location, cancellationToken).ConfigureAwait(false))
            {
                await storage.DeleteCheckpointAsync(stored.Location, cancellationToken).ConfigureAwait(false);
            }
        }

        await storage.CleanUpAsync(jobId, long.MaxValue, cancellationToken).ConfigureAwait(false);
        try
        {
            await SharedSweep.DeleteAsync(storage, jobId, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is CorruptStateException or StorageException)
        {
            // What is kept for another job may be damaged: then nobody knows which files it names, and all stay.
            log.Warning("Job {0}: its shared files are left where they are, for what names them cannot be read: {1}", jobId, error.Message);
        }
    }

    private string Lost(JobRecord record)
    {
        string job = $"The latest job named '{record.Name}' ({record.JobId})";
        string at = record.EndedAt is { } ended ? $" at {ended:u}" : "";
        string what = record.Phase switch
        {
            JobPhase.Cancelled => $"was cancelled{at}, and its checkpoints were deleted with that (weir.checkpointing.retention = retain-on-cancellation keeps them)",
            JobPhase.Failed => $"failed{at}, and its checkpoints are not in {storage.Description}: they were deleted",
            _ => $"had checkpoints in {storage.Description}, and none of them is complete there now",
        };
        return $"{job} {what}. It does not go on without its state. Bring a checkpoint back, or run the job without --from to begin anew.";
    }
}
