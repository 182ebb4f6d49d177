using System.Collections.Concurrent;
using System.Collections.Immutable;
using Weir.Actors.Coordination;
using Weir.Actors.Deployments;
using Weir.Actors.Jobs;
using Weir.State;
using Weir.State.Storage;

namespace Weir.Actors.JobMasters;

/// <summary>
/// What a job master does in the checkpoint storage: each step ends in the event that the protocol waits for. A step
/// never throws but for being cancelled; its failure is an event too.
/// </summary>
internal sealed class CheckpointStorageSteps(JobSpecification job, MonotonicClock clock, CancellationToken stopping)
{
    // By selection: one that was overtaken may still be reading when the next one has chosen.
    private readonly ConcurrentDictionary<int, (CheckpointMetadata Metadata, CheckpointLocation Location)> _verified = new();
    private readonly ConcurrentDictionary<long, CheckpointLocation> _savepoints = new();
    private readonly SharedFileSteps _shared = new(job.Storage, job.JobId, stopping);
    private int _selection;
    private int _selectionOfStart;

    // The id of the checkpoint that the job started from; it is not in the job's own folder.
    private long? _start;

    private ICheckpointStorage Storage => job.Storage;

    /// <summary>What a job without a checkpoint of its own is to start from.</summary>
    public async Task<RestoreEvent> FindStartAsync(int selection)
    {
        try
        {
            if (job.StartFrom is not { } start)
            {
                return new StartFound(selection, CheckpointId: null);
            }

            _selectionOfStart = selection;
            CheckpointMetadata metadata = await Storage.ReadMetadataAsync(start, stopping).ConfigureAwait(false);
            _start = metadata.CheckpointId;
            return new StartFound(selection, metadata.CheckpointId);
        }
        catch (Exception error)
        {
            return new ListingFailed(selection, CauseOf(error, $"Find the checkpoint {job.StartFrom} that job {job.JobId} starts from"));
        }
    }

    /// <summary>Called by the job master itself, like <see cref="Restored"/>.</summary>
    public Task<RestoreEvent> VerifyAsync(VerifyCandidate verify)
    {
        (int selection, long checkpointId) = (verify.Selection, verify.CheckpointId);
        _selection = selection;
        foreach (int earlier in _verified.Keys.Where(key => key != selection))
        {
            _verified.TryRemove(earlier, out _);
        }

        CheckpointLocation location = _selectionOfStart == selection ? job.StartFrom! : LocationOf(checkpointId);
        return VerifyAsync(selection, checkpointId, location, verify.IsBrief);
    }

    private async Task<RestoreEvent> VerifyAsync(int selection, long checkpointId, CheckpointLocation location, bool isBrief)
    {
        try
        {
            if (!(isBrief && await IsThereAsync(location).ConfigureAwait(false)) && await Storage.VerifyAsync(location, stopping).ConfigureAwait(false) is { } problem)
            {
                return new CandidateVerified(selection, checkpointId, problem);
            }

            CheckpointMetadata metadata = await Storage.ReadMetadataAsync(location, stopping).ConfigureAwait(false);
            if (!job.AllowsNonRestoredState && UnclaimedState.Problem(job.Graph, metadata) is { } unclaimed)
            {
                return new CandidateUnfit(selection, checkpointId, new FailureCause("UnclaimedState", unclaimed, OccurredAt: clock.Now, IsPermanent: true));
            }

            _verified[selection] = (metadata, location);
            return new CandidateVerified(selection, checkpointId, Problem: null);
        }
        catch (CorruptStateException error)
        {
            return new CandidateVerified(selection, checkpointId, error.Message);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new CandidateUnreachable(selection, checkpointId, CauseOf(error, $"Read checkpoint {checkpointId} of job {job.JobId} in {location}") with
            {
                IsPermanent = error is StorageException { IsPermanent: true },
            });
        }
    }

    /// <summary>What is missing may only be out of reach; who verifies the whole tells these apart.</summary>
    private async Task<bool> IsThereAsync(CheckpointLocation location)
    {
        try
        {
            CheckpointMetadata metadata = await Storage.ReadMetadataAsync(location, stopping).ConfigureAwait(false);
            await CheckpointHandles.FindAllAsync(Storage.ReaderFor(location), metadata, stopping).ConfigureAwait(false);
            return true;
        }
        catch (CorruptStateException)
        {
            return false;
        }
    }

    public async Task<RestoreEvent> SetAsideAsync(int selection, IReadOnlyList<SkippedCheckpoint> skipped)
    {
        try
        {
            foreach (SkippedCheckpoint checkpoint in skipped)
            {
                await Storage.SetAsideAsync(Storage.LocationOf(job.JobId, checkpoint.CheckpointId), stopping).ConfigureAwait(false);
            }

            return new SetAsideFinished(selection, Cause: null);
        }
        catch (Exception error)
        {
            return new SetAsideFinished(selection, CauseOf(error, "Set unreadable checkpoints aside"));
        }
    }

    /// <summary>The checkpoint that the latest selection verified last, for the subtasks to start from; null: they start empty.</summary>
    public RestoredCheckpoint Restored(long? checkpointId)
    {
        if (checkpointId is null)
        {
            return RestoredCheckpoint.None;
        }

        var (metadata, location) = _verified.TryGetValue(_selection, out var verified) && verified.Metadata.CheckpointId == checkpointId
            ? verified
            : throw new InvalidOperationException($"Checkpoint {checkpointId} is to be restored, and was not verified.");
        var restored = new RestoredCheckpoint(job.Graph, metadata, location, job.JobId);
        if (restored.IsOwn)
        {
            _shared.Retain(metadata);
        }

        return restored;
    }

    /// <summary>A checkpoint is about to be triggered. Called by the job master itself.</summary>
    /// <returns>What its subtasks may refer to: null when they share nothing, 0 when they share and have no base.</returns>
    public long? Begin(TriggerSources trigger) =>
        trigger.Options.IncrementalBase is { } wanted ? _shared.Begin(trigger.CheckpointId, wanted) : null;

    public async Task<CoordinatorEvent> CreateLocationAsync(long checkpointId, SavepointTarget? savepoint)
    {
        try
        {
            if (savepoint is not null)
            {
                CheckpointLocation location = await Storage.BeginSavepointAsync(
                    job.JobId, checkpointId, savepoint.Directory, clock.Now, savepoint.IsAutomatic, stopping).ConfigureAwait(false);
                _savepoints[checkpointId] = location;
                return new LocationReady(checkpointId, location.Directory);
            }

            await Storage.BeginCheckpointAsync(job.JobId, checkpointId, stopping).ConfigureAwait(false);
            return new LocationReady(checkpointId);
        }
        catch (Exception error)
        {
            return new LocationFailed(checkpointId, CauseOf(error, $"Create the location of checkpoint {checkpointId}"));
        }
    }

    public async Task<CoordinatorEvent> WriteMetadataAsync(WriteMetadata write)
    {
        try
        {
            CheckpointMetadata metadata = CheckpointAssembly.Metadata(job, write);
            _shared.Name(metadata);
            await Storage.CompleteAsync(LocationOf(write.CheckpointId), metadata, stopping).ConfigureAwait(false);
            _shared.Complete(write.CheckpointId);
            return new MetadataWritten(write.CheckpointId);
        }
        catch (Exception error)
        {
            FailureCause cause = CauseOf(error, $"Write the metadata of checkpoint {write.CheckpointId}");
            return await IsThereAsync(write).ConfigureAwait(false) switch
            {
                false => new MetadataFailed(write.CheckpointId, cause),
                _ => new MetadataUnknown(write.CheckpointId, cause),
            };
        }
    }

    /// <summary>Of what the job started from only what it has claimed is deleted; of its own what no other job would go back to.</summary>
    public Task DropAsync(long checkpointId) =>
        checkpointId != _start ? DeleteUnusedAsync(checkpointId)
        : job.IsStartClaimed ? Storage.DeleteClaimedAsync(job.StartFrom!, stopping)
        : Task.CompletedTask;

    public async Task DiscardAsync(DiscardPending discard)
    {
        _savepoints.TryRemove(discard.CheckpointId, out _);
        if (discard.Location is not { } savepoint)
        {
            await Storage.DiscardAsync(Storage.LocationOf(job.JobId, discard.CheckpointId), stopping).ConfigureAwait(false);
            await _shared.ReleaseAsync(discard.CheckpointId, SharedFileSteps.NamedBy(discard.Snapshots)).ConfigureAwait(false);
            return;
        }

        await Storage.DiscardAsync(new CheckpointLocation(savepoint), stopping).ConfigureAwait(false);
        await Storage.ForgetSavepointAsync(job.JobId, discard.CheckpointId, stopping).ConfigureAwait(false);
    }

    /// <summary>What is in the folder of the checkpoint goes with that.</summary>
    public Task DiscardAsync(DiscardSnapshot discard) => _shared.DiscardAsync(SharedFileSteps.NamedBy(discard.Snapshot));

    /// <summary>Deletes the oldest of this job's automatic savepoints, but those that another job would go back to; no others.</summary>
    public async Task TrimSavepointsAsync(int keep)
    {
        IReadOnlyList<SavepointNote> notes = await Storage.ListSavepointsAsync(job.JobId, stopping).ConfigureAwait(false);
        foreach (SavepointNote note in notes.Where(note => note.IsAutomatic).Skip(keep))
        {
            if ((await SnapshotUsers.FindAsync(Storage, note.Directory, stopping).ConfigureAwait(false)).Count > 0)
            {
                continue;
            }

            await Storage.DeleteCheckpointAsync(note.Location, stopping).ConfigureAwait(false);
            await Storage.ForgetSavepointAsync(job.JobId, note.CheckpointId, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Called by the job master itself.</summary>
    public Task SweepAsync(SweepStorage sweep)
    {
        _shared.BeginSweep(sweep.Below);
        return SweepAllAsync(sweep);
    }

    private async Task SweepAllAsync(SweepStorage sweep)
    {
        try
        {
            await SweepCheckpointsAsync(sweep).ConfigureAwait(false);
        }
        finally
        {
            await _shared.EndSweepAsync().ConfigureAwait(false);
        }
    }

    private async Task SweepCheckpointsAsync(SweepStorage sweep)
    {
        await Storage.CleanUpAsync(job.JobId, sweep.Below - 1, stopping).ConfigureAwait(false);
        if (job is { IsStartClaimed: true, StartFrom: { } start } && _start is null && sweep.Keep.Count > 0)
        {
            // It was started from, and not come to deleting it. Another job may have started from it while this one was over.
            IReadOnlyList<JobRecord> users = await SnapshotUsers.FindAsync(Storage, start.Directory, stopping).ConfigureAwait(false);
            if (users.All(user => user.JobId == job.JobId))
            {
                await Storage.DeleteClaimedAsync(start, stopping).ConfigureAwait(false);
            }
        }

        foreach (CheckpointSummary stored in await Storage.ListCheckpointsAsync(job.JobId, stopping).ConfigureAwait(false))
        {
            if (stored.CheckpointId < sweep.Below && !sweep.Keep.Contains(stored.CheckpointId))
            {
                await DeleteUnusedAsync(stored.CheckpointId).ConfigureAwait(false);
            }
        }
    }

    // One that is used is looked at again by the next sweep.
    private async Task DeleteUnusedAsync(long checkpointId)
    {
        CheckpointLocation location = Storage.LocationOf(job.JobId, checkpointId);
        if (!await SnapshotUsers.AreThereAsync(Storage, location, stopping).ConfigureAwait(false))
        {
            await Storage.DeleteCheckpointAsync(location, stopping).ConfigureAwait(false);
            await _shared.ReleaseAsync(checkpointId).ConfigureAwait(false);
        }
    }

    /// <summary>Notes in the storage that the job is over, for those who look there for a job to go on with.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="stop">The savepoint with which it was stopped; null: with none.</param>
    /// <returns>The problem when it could not be done.</returns>
    public async Task<FailureCause?> RecordOutcomeAsync(JobOutcome outcome, RecordedStop? stop)
    {
        try
        {
            JobPhase phase = outcome switch
            {
                JobOutcome.Finished => stop is { IsDrained: false } ? JobPhase.Suspended : JobPhase.Finished,
                JobOutcome.Cancelled => JobPhase.Cancelled,
                _ => JobPhase.Failed,
            };
            await Storage.SetJobPhaseAsync(job.JobId, phase, clock.Now, stopping).ConfigureAwait(false);
            return null;
        }
        catch (Exception error)
        {
            return CauseOf(error, $"Record that job {job.JobId} is {outcome}");
        }
    }

    /// <summary>Lets the sinks of a job that has ended remove what none of its kept checkpoints names.</summary>
    public async Task RemoveAbandonedOutputAsync()
    {
        var kept = new List<(CheckpointMetadata, ICheckpointReader)>();
        foreach (CheckpointSummary stored in await Storage.ListCheckpointsAsync(job.JobId, stopping).ConfigureAwait(false))
        {
            CheckpointMetadata metadata = await Storage.ReadMetadataAsync(stored.Location, stopping).ConfigureAwait(false);
            if (UnclaimedState.Problem(job.Graph, metadata) is not null)
            {
                // A sink under another uid than then cannot tell what the checkpoint still needs.
                return;
            }

            kept.Add((metadata, Storage.ReaderFor(stored.Location)));
        }

        // Whoever starts a job from one of them finds in it what its sinks had prepared.
        foreach (SavepointNote note in await Storage.ListSavepointsAsync(job.JobId, stopping).ConfigureAwait(false))
        {
            kept.Add((await Storage.ReadMetadataAsync(note.Location, stopping).ConfigureAwait(false), Storage.ReaderFor(note.Location)));
        }

        await job.Graph.RemoveAbandonedOutputAsync(job.JobId, kept, stopping).ConfigureAwait(false);
    }

    /// <summary>True: it is there; false: certainly not; null: not to be found out.</summary>
    private async Task<bool?> IsThereAsync(WriteMetadata write)
    {
        try
        {
            if (write.Options.Location is not null)
            {
                return (await Storage.ListSavepointsAsync(job.JobId, stopping).ConfigureAwait(false)).Any(note => note.CheckpointId == write.CheckpointId);
            }

            IReadOnlyList<CheckpointSummary> stored = await Storage.ListCheckpointsAsync(job.JobId, stopping).ConfigureAwait(false);
            return stored.Any(summary => summary.CheckpointId == write.CheckpointId);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            return null;
        }
    }

    private CheckpointLocation LocationOf(long checkpointId) =>
        _savepoints.TryGetValue(checkpointId, out CheckpointLocation? savepoint) ? savepoint
        : job.Recorded.Stop is { } stop && stop.CheckpointId == checkpointId ? new CheckpointLocation(stop.Directory)
        : Storage.LocationOf(job.JobId, checkpointId);

    private FailureCause CauseOf(Exception error, string what)
    {
        FailureCause cause = FailureCause.From(error, clock.Now);
        return cause with { Message = $"{what}: {cause.Message}" };
    }
}
