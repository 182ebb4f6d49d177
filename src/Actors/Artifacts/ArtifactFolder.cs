using System.Security.Cryptography;

namespace Weir.Actors.Artifacts;

/// <summary>Makes the artifact of an assembly: all files of its folder and of those below, but hidden ones.</summary>
internal static class ArtifactFolder
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    /// <param name="assemblyPath">The assembly with the job.</param>
    /// <param name="limits">What is refused.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="JobCodeException">The folder holds too much, or names that can't be used.</exception>
    public static async Task<JobArtifact> ReadAsync(string assemblyPath, ArtifactLimits limits, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(assemblyPath))!;
        var paths = new List<(string Full, string Relative, long LengthBytes)>();
        var total = 0L;

        // The sizes first: a home folder is refused before it is read.
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", Everything))
        {
            var relative = Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (!relative.Split('/').Any(part => part.StartsWith('.')))
            {
                paths.Add((file.FullName, relative, file.Length));
                total += file.Length;
                if (limits.Problem(paths.Count, total) is { } problem)
                {
                    throw new JobCodeException($"the folder {folder} can't be uploaded: it {problem}");
                }
            }
        }

        var files = new List<ArtifactFile>(paths.Count);
        foreach (var (full, relative, _) in paths)
        {
            files.Add(await HashAsync(full, relative, cancellationToken).ConfigureAwait(false));
        }

        return JobArtifact.Create(Path.GetFileName(assemblyPath), files, limits);
    }

    /// <summary>The file as it is now.</summary>
    public static async Task<ArtifactFile> HashAsync(string path, string name, CancellationToken cancellationToken)
    {
        var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous);
        await using (content.ConfigureAwait(false))
        {
            var hash = await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false);
            return new ArtifactFile(name, content.Position, Convert.ToHexStringLower(hash));
        }
    }
}
