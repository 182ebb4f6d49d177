namespace Weir.State.Storage.Local;

/// <summary>State on its way into a checkpoint from a file of this machine that never changes: a second name of that file is its copy.</summary>
/// <param name="original">Writes into the checkpoint.</param>
/// <param name="link">The second name, for now.</param>
/// <param name="folder">Of the copies.</param>
/// <param name="failed">Takes why there is no copy.</param>
internal sealed class LocalLinkStream(CheckpointStream original, string link, string folder, Action<Exception> failed) : CheckpointStream
{
    public override long Length => original.Length;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => original.WriteAsync(bytes, cancellationToken);

    public override async Task<StateHandle> CloseAsync(CancellationToken cancellationToken)
    {
        StateHandle handle = await original.CloseAsync(cancellationToken).ConfigureAwait(false);
        if (LocalCopies.LinkNameOf(handle) is { } name)
        {
            Guarded(() => File.Move(link, Path.Combine(folder, name), overwrite: false));
        }

        return handle;
    }

    public override async ValueTask DisposeAsync()
    {
        // Nothing, when it has its name.
        Guarded(() => File.Delete(link));
        await original.DisposeAsync().ConfigureAwait(false);
    }

    private void Guarded(Action step)
    {
        try
        {
            step();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            failed(error);
        }
    }
}
