using Akka.Event;
using Weir.Actors.Messages;
using Weir.Operators.Chains;
using Weir.State.Storage;
using Weir.State.Storage.Local;

namespace Weir.Actors.Subtasks;

/// <summary>Where a subtask writes its snapshots and reads its state from: the checkpoint storage, and copies on the node's disk if the job has them.</summary>
/// <param name="job">The job.</param>
/// <param name="subtask">The subtask's index.</param>
/// <param name="name">The subtask, for people.</param>
/// <param name="log">The subtask's log.</param>
internal sealed class SnapshotStorage(JobDeployment job, int subtask, string name, ILoggingAdapter log)
{
    private LocalCopyReader? _copies;

    /// <param name="checkpointId">The checkpoint.</param>
    /// <param name="savepoint">The folder of a savepoint; null: the checkpoint's own.</param>
    public ICheckpointWriter WriterFor(long checkpointId, string? savepoint)
    {
        if (savepoint is not null)
        {
            return job.Storage.WriterFor(new CheckpointLocation(savepoint));
        }

        ICheckpointWriter writer = job.Storage.WriterFor(job.Storage.LocationOf(job.JobId, checkpointId));
        return job.Copies is null ? writer : job.Copies.WriterFor(checkpointId, subtask, writer);
    }

    /// <summary>The subtask's part of a checkpoint is written.</summary>
    public void Wrote(long checkpointId, SubtaskSnapshot written) =>
        job.Copies?.Wrote(checkpointId, written.Operators.Values.SelectMany(state => state.Files));

    /// <summary>Deletes shared files that were written for nothing: no checkpoint names them, and none ever will.</summary>
    public async Task DeleteAsync(IReadOnlyCollection<string> shared)
    {
        if (shared.Count == 0)
        {
            return;
        }

        try
        {
            await job.Storage.DeleteSharedAsync(job.JobId, shared, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException error)
        {
            log.Warning("Job {0}: subtask {1} has written files in vain, which stay until the job next starts: {2}", job.JobId, name, error.Message);
        }
    }

    /// <summary>For what the subtask starts from; null: it starts empty.</summary>
    public ICheckpointReader? ReaderFor(CheckpointLocation? location)
    {
        if (location is null)
        {
            job.Copies?.RestoreNothing();
            return null;
        }

        ICheckpointReader reader = job.Storage.ReaderFor(location);
        return job.Copies is null ? reader : _copies = job.Copies.Restore(id => job.Storage.LocationOf(job.JobId, id) == location, reader);
    }

    /// <summary>Logs where the state came from.</summary>
    public void SayWhatWasRead()
    {
        if (_copies is { Copies: var copies, Originals: var originals } && copies + originals > 0)
        {
            log.Info(
                "Job {0}: subtask {1} has read {2} of the {3} files of its state from copies on this node, {4} from the checkpoint storage.",
                job.JobId, name, copies, copies + originals, originals);
        }
    }

    public void Completed(long checkpointId) => job.Copies?.Completed(checkpointId);

    public void Aborted(long checkpointId) => job.Copies?.Aborted(checkpointId);
}
