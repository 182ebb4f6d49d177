using System.IO.Compression;
using Weir.Actors.Artifacts;

namespace Weir.Host.Rest.Uploads;

/// <summary>
/// Unpacks the zip of a job's folder. It comes from elsewhere: nothing in it may lead out of the folder, and what it unpacks to is counted
/// while it is unpacked, whatever it says of itself.
/// </summary>
internal static class JobArchive
{
    private const int BufferBytes = 64 * 1024;

    // The end of a zip's list of files: its size without the comment, its mark, where it says at which place the list begins.
    private const int EndBytes = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int ListPlace = 16;

    /// <summary>What a file may take in the list, with a long name.</summary>
    private const int ListedBytes = 1024;

    private const int UnixType = 0xf000;
    private const int UnixLink = 0xa000;

    private static ReadOnlySpan<byte> EndMark => "PK\x05\x06"u8;

    /// <exception cref="RestFailure">It is none, or refused; the message says why.</exception>
    public static async Task UnpackAsync(string zip, string folder, ArtifactLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            await CheckListAsync(zip, cancellationToken);
            await using var archive = await ZipFile.OpenReadAsync(zip, cancellationToken);
            var files = archive.Entries.Where(entry => !entry.FullName.EndsWith('/')).ToList();
            Check(files, limits);
            var left = limits.MaxBytes;
            foreach (var entry in files)
            {
                var path = ArtifactPath.Below(folder, entry.FullName);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                left = await UnpackAsync(entry, path, left, limits, cancellationToken);
            }
        }
        catch (InvalidDataException broken)
        {
            throw Refusal($"it is no zip that can be read: {broken.Message}");
        }
        catch (JobCodeException refused)
        {
            throw Refusal(refused.Message);
        }
    }

    /// <summary>The list is read into memory as a whole, so it must not be larger than that of so many files as are taken.</summary>
    private static async Task CheckListAsync(string zip, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(zip);
        var length = RandomAccess.GetLength(file);
        var tail = new byte[(int)Math.Min(length, EndBytes + LongestComment)];
        var read = await RandomAccess.ReadAsync(file, tail, length - tail.Length, cancellationToken);
        var end = tail.AsSpan(0, read).LastIndexOf(EndMark);
        if (end < 0 || end + EndBytes > read)
        {
            throw new InvalidDataException("it has no end.");
        }

        var begins = BitConverter.ToUInt32(tail, end + ListPlace);
        var endsAt = length - tail.Length + end;
        if (begins > endsAt || endsAt - begins > (long)ArtifactLimits.MaxFiles * ListedBytes)
        {
            throw Refusal($"its list of files is larger than that of {ArtifactLimits.MaxFiles} files, which is the most that is taken");
        }
    }

    private static void Check(List<ZipArchiveEntry> files, ArtifactLimits limits)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in files)
        {
            var name = entry.FullName;
            if (ArtifactPath.Problem(name) is { } problem)
            {
                throw Refusal($"its file '{Shown(name)}' {problem}");
            }

            if (!names.Add(name))
            {
                throw Refusal($"it has two files '{Shown(name)}', or names that differ in case only");
            }

            if (((entry.ExternalAttributes >> 16) & UnixType) == UnixLink)
            {
                throw Refusal($"'{Shown(name)}' is a link; it may hold files only");
            }

            if (entry.IsEncrypted)
            {
                throw Refusal($"'{Shown(name)}' is encrypted");
            }
        }

        if (limits.Problem(files.Count, files.Sum(entry => Math.Min(entry.Length, limits.MaxBytes))) is { } tooLarge)
        {
            throw Refusal($"it {tooLarge}");
        }
    }

    private static async Task<long> UnpackAsync(ZipArchiveEntry entry, string path, long left, ArtifactLimits limits, CancellationToken cancellationToken)
    {
        await using var source = await entry.OpenAsync(cancellationToken);
        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes, FileOptions.Asynchronous);
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            left -= read;
            if (left < 0)
            {
                throw Refusal($"it unpacks to more than the {limits.MaxBytes} bytes that weir.artifacts.max-size allows, and more than it says of itself");
            }

            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return left;
    }

    private static string Shown(string name) => name.Length <= 200 ? name : $"{name[..200]}…";

    private static RestFailure Refusal(string why) => RestFailure.BadRequest($"The upload is refused: {why}.");
}
