using Weir.Actors.Messages;
using Weir.State;
using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.Actors.JobManagers;

/// <summary>Deletes savepoints for their owners; never anything else.</summary>
internal static class SavepointDisposal
{
    /// <param name="path">The savepoint's folder, or its metadata file.</param>
    /// <param name="users">What jobs would restore if they failed now: the folder, and the job for people.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<SavepointDisposed> DisposeAsync(
        string path, IReadOnlyList<(string Directory, string Job)> users, CancellationToken cancellationToken)
    {
        try
        {
            var storage = new FileSystemCheckpointStorage(Path.GetTempPath());
            CheckpointLocation location = storage.Locate(path);
            if (users.FirstOrDefault(user => user.Directory == location.Directory) is { Job: { } job })
            {
                return new SavepointDisposed(
                    path, $"The savepoint {path} is not deleted: {job} would have to go back to it if it failed now, or has claimed it. Wait until that job has completed a checkpoint, or has ended.");
            }

            CheckpointMetadata metadata = await storage.ReadMetadataAsync(location, cancellationToken).ConfigureAwait(false);
            if (!metadata.IsSavepoint)
            {
                return new SavepointDisposed(
                    path, $"{path} is not deleted: it is checkpoint {metadata.CheckpointId} of the job '{metadata.JobName}' ({metadata.JobId}), and no savepoint.");
            }

            await storage.DeleteCheckpointAsync(location, cancellationToken).ConfigureAwait(false);
            return new SavepointDisposed(path, Problem: null);
        }
        catch (Exception error) when (error is StorageException or CorruptStateException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new SavepointDisposed(path, error.Message);
        }
    }
}
