namespace Weir.State.Storage.Files;

/// <summary>Writes small files whole or not at all: temporary name, flush, rename, flush of the folder.</summary>
internal static class AtomicFile
{
    /// <summary>Files with this ending are unfinished.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <param name="path">The file.</param>
    /// <param name="bytes">All of its content.</param>
    /// <param name="overwrite">False: fails when the file is there.</param>
    /// <param name="cancellationToken">Ends the writing before the rename.</param>
    /// <returns>False when the file is there and may not be overwritten.</returns>
    public static async Task<bool> WriteAsync(string path, ReadOnlyMemory<byte> bytes, bool overwrite, CancellationToken cancellationToken)
    {
        // Where others may be at it as well, each writes a file of its own.
        string temporary = overwrite ? path + TemporarySuffix : $"{path}.{Guid.NewGuid():N}{TemporarySuffix}";
        var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        await using (file.ConfigureAwait(false))
        {
            await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (!TryRename(temporary, path, overwrite))
        {
            File.Delete(temporary);
            return false;
        }

        DurableFolder.Flush(Path.GetDirectoryName(path)!);
        return true;
    }

    private static bool TryRename(string from, string to, bool overwrite)
    {
        if (!overwrite)
        {
            return ExclusiveRename.TryMove(from, to);
        }

        File.Move(from, to, overwrite: true);
        return true;
    }
}
