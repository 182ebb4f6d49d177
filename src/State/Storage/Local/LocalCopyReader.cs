using System.Collections.Concurrent;
using Weir.State.Storage.Files;

namespace Weir.State.Storage.Local;

/// <summary>
/// Reads a checkpoint's state from copies on this machine where there are some, and else from where it is. A copy is used when length and
/// checksum are those that the checkpoint's metadata has for that file of that checkpoint; whose subtask's it is, and in which attempt it
/// was written, does not matter then.
/// </summary>
/// <param name="folder">Where the copies of that checkpoint are; null: it has none here.</param>
/// <param name="original">Reads the checkpoint.</param>
/// <param name="warn">Takes why a copy is not used.</param>
internal sealed class LocalCopyReader(string? folder, ICheckpointReader original, Action<string> warn) : ICheckpointReader
{
    private const int ReadBytes = 256 * 1024;

    // The files that were read, and whether from their copies.
    private readonly ConcurrentDictionary<string, bool> _files = new(StringComparer.Ordinal);

    /// <summary>How many files were read from copies.</summary>
    public int Copies => _files.Count(file => file.Value);

    /// <summary>How many were read from the checkpoint itself.</summary>
    public int Originals => _files.Count(file => !file.Value);

    public async Task<CheckpointInput> OpenAsync(StateHandle handle, CancellationToken cancellationToken)
    {
        if (LocalCopies.NameOf(handle) is not { } name)
        {
            return await original.OpenAsync(handle, cancellationToken).ConfigureAwait(false);
        }

        if (folder is not null && File.Exists(Path.Combine(folder, name)) && _files.GetValueOrDefault(name, true))
        {
            try
            {
                StateFileInput copy = await OpenCopyAsync(folder, name, handle).ConfigureAwait(false);
                _files[name] = true;
                return new LocalCopyInput(copy, token => original.OpenAsync(handle, token), error => GiveUp(name, error));
            }
            catch (Exception error) when (error is CorruptStateException or IOException or UnauthorizedAccessException)
            {
                GiveUp(name, error);
            }
        }

        _files[name] = false;
        return await original.OpenAsync(handle, cancellationToken).ConfigureAwait(false);
    }

    public async Task<string?> FindFileAsync(StateHandle handle, CancellationToken cancellationToken)
    {
        if (folder is null || LocalCopies.LinkNameOf(handle) is not { } linked || Path.Combine(folder, linked) is var path && !File.Exists(path))
        {
            return null;
        }

        string name = LocalCopies.NameOf(handle)!;
        try
        {
            await CheckAsync(path, handle, cancellationToken).ConfigureAwait(false);
            _files[name] = true;
            return path;
        }
        catch (Exception error) when (error is CorruptStateException or IOException or UnauthorizedAccessException)
        {
            GiveUp(name, error);
            return null;
        }
    }

    private static async Task CheckAsync(string path, StateHandle handle, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, options: FileOptions.Asynchronous | FileOptions.SequentialScan);
        byte[] buffer = new byte[ReadBytes];
        uint checksum = Crc32C.Start;
        long length = 0;
        for (int read = await ReadAsync().ConfigureAwait(false); read > 0; read = await ReadAsync().ConfigureAwait(false))
        {
            checksum = Crc32C.Append(checksum, buffer.AsSpan(0, read));
            length += read;
        }

        if (length != handle.Length || checksum != handle.Checksum)
        {
            throw new CorruptStateException(
                $"{path} is damaged: {length} bytes with checksum {checksum:x8}; {handle.Length} bytes with checksum {handle.Checksum:x8} were written.");
        }

        ValueTask<int> ReadAsync() => RandomAccess.ReadAsync(file, buffer, length, cancellationToken);
    }

    /// <summary>Opened again, it has been looked into already. Its blocks are checked as they are read.</summary>
    private async Task<StateFileInput> OpenCopyAsync(string copies, string name, StateHandle handle)
    {
        StateFileInput copy = StateFileInput.Open(copies, name, handle);
        try
        {
            if (!_files.ContainsKey(name))
            {
                await copy.CheckIsAsync(handle).ConfigureAwait(false);
            }

            return copy;
        }
        catch
        {
            await copy.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void GiveUp(string name, Exception error)
    {
        _files[name] = false;
        warn($"the local copy of {name} is not used, it is read from the checkpoint instead: {error.Message}");
    }
}
