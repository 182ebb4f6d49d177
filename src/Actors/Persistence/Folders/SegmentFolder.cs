using Weir.State.Storage.Files;

namespace Weir.Actors.Persistence.Folders;

/// <summary>The files of one persistence id: a segment for each claim, which only that claim adds to.</summary>
internal sealed class SegmentFolder(string path) : ISegmentFolder
{
    public string Path { get; } = path;

    public string PathOf(long claim) => System.IO.Path.Combine(Path, FolderNames.Segment(claim));

    public ValueTask<List<long>> ClaimsAsync() => OffThread(() =>
    {
        var claims = new List<long>();
        foreach (var file in Directory.Exists(Path) ? Directory.EnumerateFiles(Path) : [])
        {
            if (FolderNames.TryReadSegment(System.IO.Path.GetFileName(file), out var claim))
            {
                claims.Add(claim);
            }
        }

        claims.Sort(static (left, right) => right.CompareTo(left));
        return claims;
    });

    public async ValueTask CreateAsync() => await OffThread(() =>
    {
        DurableDirectory.Create(Path);
        return true;
    }).ConfigureAwait(false);

    public ValueTask<ISegmentFile?> TryCreateAsync(long claim) => OffThread(() => TryCreate(PathOf(claim)));

    public ValueTask<byte[]> ReadAsync(long claim) => OffThread(() =>
    {
        // Its writer may be at work.
        using var file = new FileStream(PathOf(claim), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var bytes = new byte[file.Length];
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    });

    public async ValueTask FlushAsync(long claim) => await OffThread(() =>
    {
        using var file = File.OpenHandle(PathOf(claim), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(file);
        return true;
    }).ConfigureAwait(false);

    public async ValueTask DeleteAsync(long claim) => await OffThread(() =>
    {
        File.Delete(PathOf(claim));
        return true;
    }).ConfigureAwait(false);

    private static ValueTask<T> OffThread<T>(Func<T> step) => new(Task.Run(step));

    private ISegmentFile? TryCreate(string name)
    {
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
            return new SegmentFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private sealed class SegmentFile(FileStream file) : ISegmentFile
    {
        public ValueTask AppendAsync(byte[] bytes) => file.WriteAsync(bytes);

        public async ValueTask FlushAsync() => await OffThread(() =>
        {
            file.Flush(flushToDisk: true);
            return true;
        }).ConfigureAwait(false);

        public void Dispose() => file.Dispose();
    }
}
