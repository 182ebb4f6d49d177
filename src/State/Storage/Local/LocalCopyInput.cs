namespace Weir.State.Storage.Local;

/// <summary>State that is read from a copy on this machine, and from the checkpoint itself from where the copy cannot be read.</summary>
/// <param name="copy">The copy, whose checksum was right.</param>
/// <param name="open">Opens the original.</param>
/// <param name="failed">Takes why the copy is given up.</param>
internal sealed class LocalCopyInput(CheckpointInput copy, Func<CancellationToken, Task<CheckpointInput>> open, Action<Exception> failed) : CheckpointInput
{
    private CheckpointInput? _original;

    public override long Length => copy.Length;

    public override async ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_original is null)
        {
            try
            {
                await copy.ReadAsync(offset, destination, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception error) when (error is CorruptStateException or IOException or UnauthorizedAccessException)
            {
                failed(error);
                _original = await open(cancellationToken).ConfigureAwait(false);
            }
        }

        await _original.ReadAsync(offset, destination, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        await copy.DisposeAsync().ConfigureAwait(false);
        if (_original is not null)
        {
            await _original.DisposeAsync().ConfigureAwait(false);
        }
    }
}
