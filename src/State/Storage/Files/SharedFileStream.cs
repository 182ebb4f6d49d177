namespace Weir.State.Storage.Files;

/// <summary>State on its way into a file that the job's checkpoints may share; small state goes into the metadata like any other.</summary>
internal sealed class SharedFileStream : CheckpointStream
{
    private readonly StateFileStream _stream;

    /// <param name="jobFolder">Of the job.</param>
    /// <param name="name">That no other has.</param>
    /// <param name="inlineThresholdBytes">What goes into the metadata.</param>
    public SharedFileStream(string jobFolder, string name, int inlineThresholdBytes)
    {
        string folder = Path.Combine(jobFolder, JobFolder.SharedFolder);
        _stream = new StateFileStream(folder, name, inlineThresholdBytes) { MakesFolder = true };
    }

    public override long Length => _stream.Length;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => _stream.WriteAsync(bytes, cancellationToken);

    public override async Task<StateHandle> CloseAsync(CancellationToken cancellationToken)
    {
        StateHandle handle = await _stream.CloseAsync(cancellationToken).ConfigureAwait(false);
        return handle.Path is { } name ? StateHandle.OfShared(name, handle.Length, handle.Checksum) : handle;
    }

    public override ValueTask DisposeAsync() => _stream.DisposeAsync();
}
