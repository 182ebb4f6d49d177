namespace Weir.State.Storage;

/// <summary>State being read.</summary>
internal abstract class CheckpointInput : IAsyncDisposable
{
    public abstract long Length { get; }

    /// <summary>Fills <paramref name="destination"/> with the bytes from <paramref name="offset"/>, all of them checked.</summary>
    public abstract ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
