namespace Weir.State.Storage.Files;

/// <summary>The files that the checkpoints of a job share, in its folder.</summary>
/// <param name="jobFolder">The job's.</param>
internal sealed class SharedFiles(string jobFolder)
{
    private string Folder => Path.Combine(jobFolder, JobFolder.SharedFolder);

    /// <summary>Those that were written for checkpoints up to an id; unfinished ones too.</summary>
    public IReadOnlyList<string> List(long upToCheckpointId) =>
    [
        .. SharedFolder.Files(Folder).Select(path => Path.GetFileName(path)).Where(name => SharedName.CheckpointIdOf(name) <= upToCheckpointId),
    ];

    public void Delete(IReadOnlyCollection<string> names)
    {
        if (names.Count > 0)
        {
            SharedFolder.WhileThere(Folder, () =>
            {
                foreach (string name in names)
                {
                    File.Delete(Path.Combine(Folder, name));
                }
            });
        }
    }

    /// <summary>Deletes a checkpoint that is not taken part in any more by a running job, and then what only that named.</summary>
    public async Task DeleteWithAsync(string checkpointFolder, Func<Task> delete, CancellationToken cancellationToken)
    {
        IReadOnlySet<string>? names = null;
        string path = Path.Combine(checkpointFolder, JobFolder.MetadataFile);
        if (SharedFolder.Contains(checkpointFolder, JobFolder.MetadataFile))
        {
            names = CheckpointHandles.SharedBy(MetadataFormat.Decode(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), path));
        }

        await delete().ConfigureAwait(false);
        if (names is { Count: > 0 })
        {
            SharedNames left = await ReadNamesAsync(cancellationToken).ConfigureAwait(false);
            Delete([.. names.Where(name => !left.Contains(name))]);
        }
    }

    /// <exception cref="CorruptStateException">A listed checkpoint cannot be read.</exception>
    public async Task<SharedNames> ReadNamesAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // As long as checkpoints come and go meanwhile, there was no moment at which these were all.
            IReadOnlyList<string> before = Complete();
            if (await TryReadAsync(before, cancellationToken).ConfigureAwait(false) is { } names && Complete().SequenceEqual(before, StringComparer.Ordinal))
            {
                return names;
            }
        }
    }

    private static async Task<SharedNames?> TryReadAsync(IReadOnlyList<string> folders, CancellationToken cancellationToken)
    {
        var byCheckpoint = new Dictionary<long, IReadOnlySet<string>>();
        var bySetAside = new HashSet<string>(StringComparer.Ordinal);
        foreach (string folder in folders)
        {
            string path = Path.Combine(folder, JobFolder.MetadataFile);
            long? listed = JobFolder.CheckpointId(Path.GetFileName(folder));
            try
            {
                byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
                IReadOnlySet<string> names = CheckpointHandles.SharedBy(MetadataFormat.Decode(bytes, path));
                if (listed is { } id)
                {
                    byCheckpoint.Add(id, names);
                }
                else
                {
                    bySetAside.UnionWith(names);
                }
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
            catch (CorruptStateException) when (listed is null)
            {
                // That is why it was set aside, and nobody can restore it whatever is left of it.
            }
        }

        return new SharedNames(byCheckpoint, bySetAside);
    }

    private IReadOnlyList<string> Complete() =>
    [
        .. SharedFolder.Folders(jobFolder)
            .Where(folder => JobFolder.AnyCheckpointId(Path.GetFileName(folder)) is not null && SharedFolder.Contains(folder, JobFolder.MetadataFile))
            .Order(StringComparer.Ordinal),
    ];
}
