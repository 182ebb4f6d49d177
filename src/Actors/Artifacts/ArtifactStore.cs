using System.Collections.Concurrent;
using Weir.State.Storage.Files;

namespace Weir.Actors.Artifacts;

/// <summary>
/// The folder that all nodes share (<c>weir.artifacts.dir</c>): below it one folder for each artifact, named by its id, with the manifest
/// and the files. A folder with its final name is complete; what is still uploaded gathers in <c>.uploads</c>.
/// </summary>
internal sealed class ArtifactStore(string directory, ArtifactLimits limits)
{
    private const string Uploads = ".uploads";

    /// <summary>An upload that nobody has gone on with for so long is given up.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, (long LengthBytes, DateTime LastWrite)> _verified = new(StringComparer.Ordinal);

    public string Directory => directory;

    public ArtifactLimits Limits => limits;

    public string FolderOf(string id) => Path.Combine(directory, Checked(id));

    public StagedArtifact Stage(string id)
    {
        var folder = Path.Combine(directory, Uploads, Checked(id));
        System.IO.Directory.CreateDirectory(folder);
        return new StagedArtifact(folder);
    }

    /// <summary>The manifest of an artifact that is there; null if it is not.</summary>
    /// <exception cref="JobCodeException">The manifest is damaged.</exception>
    public async Task<JobArtifact?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(FolderOf(id), StagedArtifact.ManifestName), cancellationToken).ConfigureAwait(false);
            return JobArtifact.Hash(bytes) == id ? JobArtifact.Parse(bytes, new ArtifactLimits(long.MaxValue)) : throw Damaged(id, StagedArtifact.ManifestName);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether the artifact is there, whole. A file is read as a whole once in the life of the process, and again when its length or time
    /// have changed: submissions of the same job need not read all of it each time. One that a disk has damaged is put aside, so that it can be uploaded again.
    /// </summary>
    public async Task<bool> ContainsAsync(string id, CancellationToken cancellationToken)
    {
        if (!System.IO.Directory.Exists(FolderOf(id)))
        {
            return false;
        }

        try
        {
            if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is { } artifact)
            {
                foreach (var file in artifact.Files)
                {
                    await CheckAsync(id, file, cancellationToken).ConfigureAwait(false);
                }

                return true;
            }
        }
        catch (JobCodeException)
        {
            // Damaged: what follows makes room for a good one.
        }

        PutAside(id);
        return false;
    }

    public string PathOf(string id, ArtifactFile file) => ArtifactPath.Below(Path.Combine(FolderOf(id), StagedArtifact.FilesFolder), file.Path);

    public JobCodeException Damaged(string id, string file) =>
        new($"the artifact {id} in {directory} is damaged ({file} is not what its hash says); submit the job again to upload it anew");

    /// <summary>Removes what broken-off uploads have left long ago.</summary>
    public void RemoveAbandoned(DateTimeOffset now)
    {
        var uploads = new DirectoryInfo(Path.Combine(directory, Uploads));
        if (!uploads.Exists)
        {
            return;
        }

        foreach (var upload in uploads.EnumerateDirectories().Where(upload => now.UtcDateTime - upload.LastWriteTimeUtc > AbandonedAfter))
        {
            StagedArtifact.Remove(upload.FullName);
        }
    }

    private async Task CheckAsync(string id, ArtifactFile file, CancellationToken cancellationToken)
    {
        var found = new FileInfo(PathOf(id, file));
        if (!found.Exists)
        {
            throw Damaged(id, file.Path);
        }

        var seen = (found.Length, found.LastWriteTimeUtc);
        if (_verified.TryGetValue(found.FullName, out var verified) && verified == seen)
        {
            return;
        }

        if (await ArtifactFolder.HashAsync(found.FullName, file.Path, cancellationToken).ConfigureAwait(false) != file)
        {
            throw Damaged(id, file.Path);
        }

        _verified[found.FullName] = seen;
    }

    /// <summary>Removes an artifact as a whole. Nodes that have loaded it keep what they have.</summary>
    public void Remove(string id) => PutAside(id);

    private void PutAside(string id)
    {
        var aside = Path.Combine(directory, Uploads, $"aside-{id}-{Guid.NewGuid():N}");
        System.IO.Directory.CreateDirectory(Path.Combine(directory, Uploads));
        try
        {
            System.IO.Directory.Move(FolderOf(id), aside);
        }
        catch (DirectoryNotFoundException)
        {
            // Another node has been faster.
            return;
        }

        StagedArtifact.Remove(aside);
        DurableFolder.Flush(directory);
    }

    private static string Checked(string id) =>
        JobArtifact.IsId(id) ? id : throw new JobCodeException($"'{id}' is not the id of an artifact: 64 hexadecimal digits");
}
