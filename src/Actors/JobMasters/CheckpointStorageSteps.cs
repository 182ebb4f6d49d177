using System.Collections.Concurrent;
using System.Collections.Immutable;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Subtasks;
using Weir.Operators.Graph;
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
    private int _selection;

    private ICheckpointStorage Storage => job.Storage;

    /// <summary>The first step of a selection; called by the job master itself, like <see cref="Restored"/>.</summary>
    public Task<RestoreEvent> ListAsync(int selection)
    {
        _selection = selection;
        foreach (int earlier in _verified.Keys)
        {
            _verified.TryRemove(earlier, out _);
        }

        return ListStoredAsync(selection);
    }

    /// <summary>The first step of a selection among recorded checkpoints, when there are none.</summary>
    public async Task<RestoreEvent> FindStartAsync(int selection)
    {
        try
        {
            return new StartFound(selection, job.StartFrom is { } start
                ? (await Storage.ReadMetadataAsync(start, stopping).ConfigureAwait(false)).CheckpointId
                : null);
        }
        catch (Exception error)
        {
            return new ListingFailed(selection, CauseOf(error, $"Read the checkpoint that job {job.JobId} is to start from"));
        }
    }

    private async Task<RestoreEvent> ListStoredAsync(int selection)
    {
        try
        {
            IReadOnlyList<CheckpointSummary> own = await Storage.ListCheckpointsAsync(job.JobId, stopping).ConfigureAwait(false);
            long highest = await Storage.HighestCheckpointIdAsync(job.JobId, stopping).ConfigureAwait(false);
            if (own.Count == 0 && await Storage.HasCompletedAsync(job.JobId, stopping).ConfigureAwait(false))
            {
                return new ListingFailed(selection, new FailureCause(
                    "CheckpointsMissing",
                    $"Job {job.JobId} had completed checkpoints in {Storage.Description}, and none of them is there: it does not start empty. Bring one back, or run the job without --from to begin anew.",
                    OccurredAt: clock.Now,
                    IsPermanent: true));
            }

            if (own.Count == 0 && job.StartFrom is { } start)
            {
                CheckpointMetadata metadata = await Storage.ReadMetadataAsync(start, stopping).ConfigureAwait(false);
                return new CandidatesListed(selection, [metadata.CheckpointId], Math.Max(highest, metadata.CheckpointId));
            }

            return new CandidatesListed(selection, [.. own.Select(summary => summary.CheckpointId)], highest);
        }
        catch (Exception error)
        {
            return new ListingFailed(selection, CauseOf(error, $"List the checkpoints of job {job.JobId} in {Storage.Description}"));
        }
    }

    public async Task<RestoreEvent> VerifyAsync(int selection, long checkpointId)
    {
        try
        {
            CheckpointLocation location = await LocateAsync(checkpointId).ConfigureAwait(false);
            if (await Storage.VerifyAsync(location, stopping).ConfigureAwait(false) is { } problem)
            {
                return new CandidateVerified(selection, checkpointId, problem);
            }

            CheckpointMetadata metadata = await Storage.ReadMetadataAsync(location, stopping).ConfigureAwait(false);
            if (UnclaimedState.Problem(job.Graph, metadata) is { } unclaimed)
            {
                return new CandidateUnfit(selection, checkpointId, new FailureCause("UnclaimedState", unclaimed, OccurredAt: clock.Now, IsPermanent: true));
            }

            _verified[selection] = (metadata, location);
            return new CandidateVerified(selection, checkpointId, Problem: null);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new CandidateVerified(selection, checkpointId, error.Message);
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
        return new RestoredCheckpoint(job.Graph, metadata, location);
    }

    /// <summary>A checkpoint of this job, or else the one of another job that it started from.</summary>
    private async Task<CheckpointLocation> LocateAsync(long checkpointId)
    {
        IReadOnlyList<CheckpointSummary> own = await Storage.ListCheckpointsAsync(job.JobId, stopping).ConfigureAwait(false);
        return job.StartFrom is { } start && own.All(summary => summary.CheckpointId != checkpointId)
            ? start
            : Storage.LocationOf(job.JobId, checkpointId);
    }

    public async Task<CoordinatorEvent> CreateLocationAsync(long checkpointId)
    {
        try
        {
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
            await Storage.CompleteAsync(Storage.LocationOf(job.JobId, write.CheckpointId), Metadata(write), stopping).ConfigureAwait(false);
            return new MetadataWritten(write.CheckpointId);
        }
        catch (Exception error)
        {
            FailureCause cause = CauseOf(error, $"Write the metadata of checkpoint {write.CheckpointId}");
            return await IsThereAsync(write.CheckpointId).ConfigureAwait(false) switch
            {
                false => new MetadataFailed(write.CheckpointId, cause),
                _ => new MetadataUnknown(write.CheckpointId, cause),
            };
        }
    }

    public Task DropAsync(long checkpointId) => Storage.DeleteCheckpointAsync(Storage.LocationOf(job.JobId, checkpointId), stopping);

    public Task DiscardAsync(long checkpointId) => Storage.DiscardAsync(Storage.LocationOf(job.JobId, checkpointId), stopping);

    public async Task SweepAsync(SweepStorage sweep)
    {
        await Storage.CleanUpAsync(job.JobId, sweep.Below - 1, stopping).ConfigureAwait(false);
        foreach (CheckpointSummary stored in await Storage.ListCheckpointsAsync(job.JobId, stopping).ConfigureAwait(false))
        {
            if (stored.CheckpointId < sweep.Below && !sweep.Keep.Contains(stored.CheckpointId))
            {
                await Storage.DeleteCheckpointAsync(stored.Location, stopping).ConfigureAwait(false);
            }
        }
    }

    public async Task<JobEvent> RecordOutcomeAsync(JobOutcome outcome)
    {
        try
        {
            JobPhase phase = outcome switch
            {
                JobOutcome.Finished => JobPhase.Finished,
                JobOutcome.Cancelled => JobPhase.Cancelled,
                _ => JobPhase.Failed,
            };
            await Storage.SetJobPhaseAsync(job.JobId, phase, clock.Now, stopping).ConfigureAwait(false);
            return new OutcomeRecorded(Problem: null);
        }
        catch (Exception error)
        {
            return new OutcomeRecorded(CauseOf(error, $"Record that job {job.JobId} is {outcome}"));
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

        await job.Graph.RemoveAbandonedOutputAsync(job.JobId, kept, stopping).ConfigureAwait(false);
    }

    /// <summary>True: it is there; false: certainly not; null: not to be found out.</summary>
    private async Task<bool?> IsThereAsync(long checkpointId)
    {
        try
        {
            IReadOnlyList<CheckpointSummary> stored = await Storage.ListCheckpointsAsync(job.JobId, stopping).ConfigureAwait(false);
            return stored.Any(summary => summary.CheckpointId == checkpointId);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            return null;
        }
    }

    private CheckpointMetadata Metadata(WriteMetadata write)
    {
        var enumerators = ((EnumeratorStates)write.Enumerators).States;
        var snapshots = write.Snapshots.ToDictionary(snapshot => snapshot.Subtask, snapshot => ((SnapshotToken)snapshot.Snapshot).Snapshot);
        var operators = ImmutableArray.CreateBuilder<OperatorState>();
        for (int i = 0; i < job.Graph.Vertices.Count; i++)
        {
            JobVertex vertex = job.Graph.Vertices[i];
            var vertexId = new VertexId(i);
            foreach (GraphNode node in vertex.Nodes)
            {
                operators.Add(new OperatorState
                {
                    Uid = node.Uid,
                    Name = node.Name,
                    Parallelism = vertex.Parallelism,
                    MaxParallelism = vertex.MaxParallelism,
                    CoordinatorState = node == vertex.Nodes[0] && enumerators.GetValueOrDefault(vertexId) is { } state ? new ReadOnlyMemory<byte>(state) : null,
                    Subtasks =
                    [
                        .. Enumerable.Range(0, vertex.Parallelism)
                            .Select(index => snapshots[new SubtaskId(vertexId, index)].Operators.GetValueOrDefault(node.Uid) ?? OperatorSubtaskState.Empty),
                    ],
                });
            }
        }

        return new CheckpointMetadata
        {
            JobId = job.JobId,
            JobName = job.JobName,
            CheckpointId = write.CheckpointId,
            Timestamp = write.Timestamp,
            Fingerprint = job.Graph.Fingerprint,
            Operators = operators.ToImmutable(),
        };
    }

    private FailureCause CauseOf(Exception error, string what)
    {
        FailureCause cause = FailureCause.From(error, clock.Now);
        return cause with { Message = $"{what}: {cause.Message}" };
    }
}
