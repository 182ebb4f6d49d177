using Weir.State.Storage.Files;

namespace Weir.State.Storage.Local;

/// <summary>State on its way into a checkpoint, and the same bytes into a copy on this machine. Of the copy no failure is the checkpoint's.</summary>
/// <param name="original">Into the checkpoint.</param>
/// <param name="copy">Into a file of the folder, under any name.</param>
/// <param name="folder">Where the copy gets the name of the original.</param>
/// <param name="failed">Takes why there is no copy; called once at most.</param>
internal sealed class LocalCopyStream(CheckpointStream original, StateFileStream copy, string folder, Action<Exception> failed) : CheckpointStream
{
    private bool _isCopied = true;

    public override long Length => original.Length;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Task copying = CopyAsync(bytes, cancellationToken);
        try
        {
            await original.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // The bytes are the caller's again when this returns.
            await copying.ConfigureAwait(false);
        }
    }

    public override async Task<StateHandle> CloseAsync(CancellationToken cancellationToken)
    {
        StateHandle handle = await original.CloseAsync(cancellationToken).ConfigureAwait(false);
        if (_isCopied)
        {
            await GuardedAsync(() => KeepAsync(handle, cancellationToken)).ConfigureAwait(false);
        }

        return handle;
    }

    public override async ValueTask DisposeAsync()
    {
        await DiscardAsync().ConfigureAwait(false);
        await original.DisposeAsync().ConfigureAwait(false);
    }

    private Task CopyAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _isCopied ? GuardedAsync(() => copy.WriteAsync(bytes, cancellationToken).AsTask()) : Task.CompletedTask;

    private async Task KeepAsync(StateHandle handle, CancellationToken cancellationToken)
    {
        if (LocalCopies.NameOf(handle) is not { } name)
        {
            // It is in the metadata, and so is never read from storage.
            return;
        }

        StateHandle kept = await copy.CloseAsync(cancellationToken).ConfigureAwait(false);
        if (kept.Path is not { } written || kept.Length != handle.Length || kept.Checksum != handle.Checksum)
        {
            throw new IOException($"the copy is {kept}, and the checkpoint has {handle}.");
        }

        File.Move(Path.Combine(folder, written), Path.Combine(folder, name), overwrite: false);
    }

    private async Task GuardedAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            _isCopied = false;
            await DiscardAsync().ConfigureAwait(false);
            if (error is not OperationCanceledException)
            {
                failed(error);
            }
        }
    }

    /// <summary>Nothing, when it was closed: then it is a file like others, which goes with its folder.</summary>
    private async ValueTask DiscardAsync()
    {
        try
        {
            await copy.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It goes with its folder.
        }
    }
}
