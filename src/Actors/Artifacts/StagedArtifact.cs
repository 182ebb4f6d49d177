using Weir.State.Storage.Files;

namespace Weir.Actors.Artifacts;

/// <summary>The folder in which an artifact gathers while it is uploaded. All writes are to given places and flushed when a file is complete, so several may write the same.</summary>
internal sealed class StagedArtifact(string folder)
{
    public const string ManifestName = "manifest";
    public const string FilesFolder = "files";

    public string Folder => folder;

    public JobArtifact? Artifact { get; set; }

    public string PathOf(int file) =>
        file == UploadPosition.Manifest ? Path.Combine(folder, ManifestName) : ArtifactPath.Below(Path.Combine(folder, FilesFolder), Artifact!.Files[file].Path);

    public long LengthOf(int file)
    {
        var info = new FileInfo(PathOf(file));
        return info.Exists ? info.Length : 0;
    }

    public async Task WriteAsync(UploadPosition position, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var path = PathOf(position.File);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            file.Position = position.OffsetBytes;
            await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the file is what the manifest says; if so, it is on disk when this returns.</summary>
    public async Task<bool> VerifyAsync(int file, CancellationToken cancellationToken)
    {
        var expected = Artifact!.Files[file];
        var path = PathOf(file);
        if (expected.LengthBytes == 0)
        {
            // No chunk has created it.
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.Create(path).DisposeAsync().ConfigureAwait(false);
        }

        var actual = await ArtifactFolder.HashAsync(path, expected.Path, cancellationToken).ConfigureAwait(false);
        if (actual != expected)
        {
            return false;
        }

        Flush(path);
        return true;
    }

    public void Discard(int file) => File.Delete(PathOf(file));

    /// <summary>Gives the folder its final name, unless another upload of the same has been faster.</summary>
    public void Publish(string target)
    {
        Flush(PathOf(UploadPosition.Manifest));
        foreach (var directory in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Prepend(folder))
        {
            DurableFolder.Flush(directory);
        }

        try
        {
            Directory.Move(folder, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            Remove(folder);
        }

        DurableFolder.Flush(Path.GetDirectoryName(target)!);
    }

    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another one who uploads the same has tidied up.
        }
    }

    private static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Flush(flushToDisk: true);
    }
}
