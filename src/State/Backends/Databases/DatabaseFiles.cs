using System.Collections.Immutable;
using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.State.Backends.Databases;

/// <summary>Brings the files of a database from a checkpoint into a folder.</summary>
internal static class DatabaseFiles
{
    private const int AtOnce = 4;
    private const int PartBytes = 256 * 1024;

    /// <exception cref="CorruptStateException">A file is not what was written.</exception>
    /// <exception cref="StorageException">A file cannot be read or written.</exception>
    public static Task FetchAsync(ImmutableArray<DatabaseFile> files, ICheckpointReader reader, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(files, options, async (file, token) => await FetchAsync(file, reader, Path.Combine(folder, file.Name), token).ConfigureAwait(false));
    }

    private static async Task FetchAsync(DatabaseFile file, ICheckpointReader reader, string path, CancellationToken cancellationToken)
    {
        // Only what never changes is found as a file.
        if (file.IsAlone && await reader.FindFileAsync(file.State, cancellationToken).ConfigureAwait(false) is { } found && TryTake(found, path))
        {
            return;
        }

        var input = await reader.OpenAsync(file.State, cancellationToken).ConfigureAwait(false);
        await using (input.ConfigureAwait(false))
        {
            var output = Guarded(path, () => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true));
            await using (output.ConfigureAwait(false))
            {
                var checksum = await CopyAsync(file, input, output, path, cancellationToken).ConfigureAwait(false);
                if (checksum != file.Checksum)
                {
                    throw new CorruptStateException($"{file.Name} in {file.State} is not what was written: its checksum is {checksum:x8}, {file.Checksum:x8} was written.");
                }
            }
        }
    }

    private static bool TryTake(string found, string path)
    {
        if (HardLink.TryCreate(found, path))
        {
            return true;
        }

        // On another disk.
        try
        {
            File.Copy(found, path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is read like others then; what is wrong here is said there, if it is not the copy.
            File.Delete(path);
            return false;
        }
    }

    private static async Task<uint> CopyAsync(DatabaseFile file, CheckpointInput input, FileStream output, string path, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Min(PartBytes, Math.Max(1, file.Length))];
        var checksum = Crc32C.Start;
        for (long offset = 0; offset < file.Length; offset += buffer.Length)
        {
            var part = buffer.AsMemory(0, (int)Math.Min(buffer.Length, file.Length - offset));
            await input.ReadAsync(file.Offset + offset, part, cancellationToken).ConfigureAwait(false);
            checksum = Crc32C.Append(checksum, part.Span);
            try
            {
                await output.WriteAsync(part, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw Failure(path, error);
            }
        }

        return checksum;
    }

    private static T Guarded<T>(string path, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, error);
        }
    }

    private static StorageException Failure(string path, Exception error) => new($"Write {path}, of a database that is restored: {error.Message}", error);
}
