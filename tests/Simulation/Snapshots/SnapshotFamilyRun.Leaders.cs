using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Simulation.World;
using Weir.State.Storage;
using CheckpointKind = Weir.State.Storage.CheckpointKind;

namespace Weir.Simulation.Snapshots;

/// <content>What leaders do.</content>
internal sealed partial class SnapshotFamilyRun
{
    private void Resume(FamilyJob job)
    {
        var (storage, _) = Process();
        try
        {
            if (job.Outcome is not null)
            {
                Tell($"{job} is tidied up");
                job.Steps = StepsOf(job, storage);
                job.Completed = new CompletedCheckpoints(job.Retained);
                job.Completed.Restore(job.Recorded.Count == 0 ? null : job.Recorded.Max, [.. job.Recorded]);
                TidyUp(job);
            }
            else
            {
                Tell($"{job} is taken over");
                Restore(job, storage);
            }
        }
        catch (ProcessKilledException)
        {
            Die(job, "is killed as it is taken over");
        }
    }

    private void Restore(FamilyJob job, ICheckpointStorage storage)
    {
        try
        {
            job.Steps = StepsOf(job, storage);
            long? id = job.Recorded.Count > 0 ? job.Recorded.Max : null;
            if (id is null)
            {
                id = Wait(job.Steps.FindStartAsync(1)) switch
                {
                    StartFound found => found.CheckpointId,
                    ListingFailed failed when IsKill(failed.Cause) => throw new ProcessKilledException(),
                    var other => throw new Violation($"{job} cannot find what it starts from: {other}"),
                };
            }

            if (id is { } restored && Wait(job.Steps.VerifyAsync(new VerifyCandidate(1, restored))) is not CandidateVerified { Problem: null } and var problem)
            {
                throw problem is CandidateUnreachable unreachable && IsKill(unreachable.Cause)
                    ? new ProcessKilledException()
                    : new Violation($"{job} cannot go on from {restored}: {problem}");
            }

            job.Completed = new CompletedCheckpoints(job.Retained);
            job.Completed.Restore(id, [.. job.Recorded]);
            Drop(job, job.Completed.Excess());
            Wait(job.Steps.SweepAsync(new SweepStorage(job.Completed.Kept, job.HighestId + 1)));
        }
        catch (ProcessKilledException)
        {
            Die(job, "is killed as it is restored");
        }
    }

    private void TakeCheckpoint(FamilyJob job)
    {
        var id = ++job.HighestId;
        try
        {
            var location = Wait(StorageOf(job).BeginCheckpointAsync(job.Id, id, CancellationToken.None));
            Wait(StorageOf(job).CompleteAsync(location, Metadata(job, id, CheckpointKind.Checkpoint), CancellationToken.None));
            job.HasCompleted = true;
            job.Recorded.Add(id);
            Tell($"{job} has checkpoint {id}");
            Cover("checkpoints");
            Drop(job, job.Completed.Add(id));
            var own = job.Recorded.Count;
            if (job is { IsStartClaimed: true, StartFrom: { } start } && own >= job.Retained && Exists(start) && !_jobs.Exists(other => other != job && !other.IsOver && other.StartFrom == start))
            {
                throw new Violation($"{job} has claimed {start}, has {own} checkpoints of its own and keeps {job.Retained}, and it is still there");
            }
        }
        catch (ProcessKilledException)
        {
            job.HasCompleted |= Wait(_storage.HasCompletedAsync(job.Id, CancellationToken.None));
            Die(job, $"is killed at checkpoint {id}");
        }
    }

    private void TakeSavepoint(FamilyJob job, bool isAutomatic)
    {
        var id = ++job.HighestId;
        try
        {
            if (Wait(job.Steps!.CreateLocationAsync(id, new SavepointTarget("sp", IsAutomatic: isAutomatic))) is not LocationReady { Location: { } directory })
            {
                throw new ProcessKilledException();
            }

            Wait(StorageOf(job).CompleteAsync(new CheckpointLocation(directory), Metadata(job, id, CheckpointKind.Savepoint), CancellationToken.None));
            _savepoints.Add(new Savepoint(job.Id, id, directory, isAutomatic));
            Tell($"{job} has savepoint {id}{(isAutomatic ? ", automatic" : "")}: {directory}");
            Cover(isAutomatic ? "automatic savepoints" : "savepoints");
            if (isAutomatic)
            {
                Wait(job.Steps.TrimSavepointsAsync(SavepointsKept));
            }
        }
        catch (ProcessKilledException)
        {
            Die(job, $"is killed at savepoint {id}");
        }
    }

    private void End(FamilyJob job)
    {
        job.Outcome = _chance.Pick(JobOutcome.Finished, JobOutcome.Cancelled, JobOutcome.Failed);
        Tell($"{job} is {job.Outcome}, {job.Retention}");
        Cover("ended");
        try
        {
            TidyUp(job);
        }
        catch (ProcessKilledException)
        {
            Die(job, "is killed at its end");
        }
    }

    private void TidyUp(FamilyJob job)
    {
        if (Wait(job.Steps!.RecordOutcomeAsync(job.Outcome!.Value, stop: null)) is { } cause && IsKill(cause))
        {
            throw new ProcessKilledException();
        }

        if (!job.IsRetaining)
        {
            Drop(job, job.Completed.Clear());
        }

        Wait(job.Steps.SweepAsync(new SweepStorage(job.Completed.Kept, job.HighestId + 1)));
        job.IsOver = true;
        job.Steps = null;
        job.Lease?.Dispose();
        if (!job.IsRetaining && Wait(_storage.ListCheckpointsAsync(job.Id, CancellationToken.None)) is [var left, ..] && !_jobs.Exists(other => !other.IsOver && other.StartFrom == left.Location.Directory))
        {
            throw new Violation($"{job} is {job.Outcome}, {job.Retention}, and leaves {left.Location}");
        }
    }

    private static void Drop(FamilyJob job, IReadOnlyList<long> ids)
    {
        foreach (var id in ids)
        {
            job.Recorded.Remove(id);
            Wait(job.Steps!.DropAsync(id));
        }
    }

    private void Die(FamilyJob job, string how)
    {
        Tell($"{job} {how}");
        Cover("killed");
        job.Steps = null;
        job.Lease?.Dispose();
        job.Lease = null;
    }
}
