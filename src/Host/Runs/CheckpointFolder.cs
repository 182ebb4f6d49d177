namespace Weir.Host.Runs;

/// <summary>
/// Makes sure before the start that checkpoints can be written where they shall be. Unless the job was started,
/// the folders that this made are removed again.
/// </summary>
internal sealed class CheckpointFolder : IDisposable
{
    private readonly Stack<string> _created = new();
    private bool _keep;

    private CheckpointFolder()
    {
    }

    /// <exception cref="BadUsageException">Nothing can be written there.</exception>
    public static CheckpointFolder Prepare(string? directory)
    {
        var folder = new CheckpointFolder();
        if (directory is null)
        {
            return folder;
        }

        try
        {
            folder.Create(Path.GetFullPath(directory));
            var probe = Path.Combine(directory, $".weir-write-check-{Environment.ProcessId}");
            using (new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose))
            {
            }

            return folder;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            folder.Dispose();
            throw new BadUsageException($"the checkpoint folder {directory} (weir.checkpointing.storage.dir) can't be written to: {cause.Message}", cause);
        }
    }

    public void Keep() => _keep = true;

    public void Dispose()
    {
        while (!_keep && _created.TryPop(out var folder))
        {
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    private void Create(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (Path.GetDirectoryName(folder) is { } parent)
        {
            Create(parent);
        }

        Directory.CreateDirectory(folder);
        _created.Push(folder);
    }
}
