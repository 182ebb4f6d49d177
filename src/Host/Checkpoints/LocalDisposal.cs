using Weir.Actors.Configuration;
using Weir.Actors.JobManagers;
using Weir.Actors.Messages;
using Weir.Host.Settings;
using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.Host.Checkpoints;

/// <summary>Deletes savepoints where no cluster is: the jobs that may need one are those of the checkpoint storage that the settings name.</summary>
internal static class LocalDisposal
{
    /// <exception cref="BadUsageException">The settings can't be read.</exception>
    public static async Task<SavepointDisposed> DisposeAsync(
        string path, IReadOnlyList<string> configurationFiles, IReadOnlyList<string> overrides, CancellationToken cancellationToken)
    {
        var directory = StorageDirectory(configurationFiles, overrides);
        var users = new List<(string Directory, string Job)>();
        if (directory is not null)
        {
            try
            {
                var storage = new FileSystemCheckpointStorage(directory);
                var location = storage.Locate(path);
                users.AddRange((await SnapshotUsers.FindAsync(storage, location.Directory, cancellationToken)).Select(job => (job.StartFrom!, $"the job '{job.Name}' ({job.JobId})")));
            }
            catch (StorageException refused)
            {
                return new SavepointDisposed(path, refused.Message);
            }
        }

        return await SavepointDisposal.DisposeAsync(path, users, cancellationToken);
    }

    private static string? StorageDirectory(IReadOnlyList<string> configurationFiles, IReadOnlyList<string> overrides)
    {
        try
        {
            return CheckpointingConfigurationReader.Read(JobSettings.Load(configurationFiles, overrides).All).StorageDirectory;
        }
        catch (InvalidConfigurationException invalid)
        {
            throw new BadUsageException(invalid.Message, invalid);
        }
    }
}
