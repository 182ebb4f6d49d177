using Weir.State.Storage.Files;

namespace Weir.Actors.Persistence.Folders;

/// <summary>The files of one persistence id: a segment for each claim, which only that claim adds to.</summary>
internal sealed class SegmentFolder(string path)
{
    public string Path { get; } = path;

    public string PathOf(long claim) => System.IO.Path.Combine(Path, FolderNames.Segment(claim));

    /// <summary>The claims that have a file, in descending order.</summary>
    public List<long> Claims()
    {
        if (!Directory.Exists(Path))
        {
            return [];
        }

        var claims = new List<long>();
        foreach (var file in Directory.EnumerateFiles(Path))
        {
            if (FolderNames.TryReadSegment(System.IO.Path.GetFileName(file), out var claim))
            {
                claims.Add(claim);
            }
        }

        claims.Sort(static (left, right) => right.CompareTo(left));
        return claims;
    }

    public long HighestClaim() => Claims() is [var highest, ..] ? highest : 0;

    public void Create() => DurableDirectory.Create(Path);

    /// <summary>Creates a segment's file, and makes it stay.</summary>
    /// <returns>Null when there is one already.</returns>
    public FileStream? TryCreate(long claim)
    {
        var name = PathOf(claim);
        FileStream file;
        try
        {
            file = new FileStream(name, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(name))
        {
            return null;
        }

        try
        {
            DurableFolder.Flush(Path);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What is in a segment's file at this moment.</summary>
    public async Task<byte[]> ReadAsync(long claim)
    {
        var file = new FileStream(PathOf(claim), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
        await using (file.ConfigureAwait(false))
        {
            var bytes = new byte[file.Length];
            var read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false).ConfigureAwait(false);
            return read == bytes.Length ? bytes : bytes[..read];
        }
    }

    public void Delete(long claim) => File.Delete(PathOf(claim));
}
