using System.Collections.Concurrent;
using Weir.State.Storage.Files;

namespace Weir.Actors.Artifacts;

/// <summary>
/// Copies artifacts from the shared folder to this machine, and checks that what is here is what the id says. Several nodes may share it:
/// files are replaced, never changed, because a node may have mapped the old one.
/// </summary>
internal sealed class ArtifactCache(ArtifactStore store, string directory)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<CachedArtifact>>> _fetched = new(StringComparer.Ordinal);

    /// <summary>The folder with the artifact's files, each verified since this process started.</summary>
    /// <exception cref="JobCodeException">It is not in the store, or damaged there, or the cache is not safe.</exception>
    /// <exception cref="IOException">The store or the cache can't be read or written at present.</exception>
    public async Task<CachedArtifact> FetchAsync(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var fetched = _fetched.GetOrAdd(id, _ => new(() => Task.Run(() => FetchOnceAsync(id), CancellationToken.None)));
            try
            {
                return await fetched.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception) when (fetched.Value.IsFaulted)
            {
                // The next one who asks tries again.
                _fetched.TryRemove(KeyValuePair.Create(id, fetched));
                throw;
            }
        }
    }

    private async Task<CachedArtifact> FetchOnceAsync(string id)
    {
        var artifact = await store.FindAsync(id, CancellationToken.None).ConfigureAwait(false)
            ?? throw new JobCodeException(
                $"the artifact {id} is not in {store.Directory} on this node; weir.artifacts.dir must be one folder that all nodes share");
        CacheFolder.Create(directory);
        var folder = Path.Combine(directory, id);
        Directory.CreateDirectory(folder);
        foreach (var file in artifact.Files)
        {
            await EnsureAsync(id, file, ArtifactPath.Below(folder, file.Path)).ConfigureAwait(false);
        }

        return new CachedArtifact(artifact, folder);
    }

    private async Task EnsureAsync(string id, ArtifactFile file, string path)
    {
        if (File.Exists(path) && await ArtifactFolder.HashAsync(path, file.Path, CancellationToken.None).ConfigureAwait(false) == file)
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}{AtomicFile.TemporarySuffix}";
        try
        {
            await CopyAsync(id, file, temporary).ConfigureAwait(false);
            if (await ArtifactFolder.HashAsync(temporary, file.Path, CancellationToken.None).ConfigureAwait(false) != file)
            {
                throw store.Damaged(id, file.Path);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task CopyAsync(string id, ArtifactFile file, string target)
    {
        FileStream source;
        try
        {
            source = new FileStream(store.PathOf(id, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw store.Damaged(id, file.Path);
        }

        await using (source.ConfigureAwait(false))
        {
            var copy = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
            await using (copy.ConfigureAwait(false))
            {
                await source.CopyToAsync(copy).ConfigureAwait(false);
            }
        }
    }
}
