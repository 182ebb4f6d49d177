namespace Weir.State.Storage;

/// <summary>State being written. Disposing it before <see cref="CloseAsync"/> discards what was written.</summary>
internal abstract class CheckpointStream : IAsyncDisposable
{
    /// <summary>How many bytes were written.</summary>
    public abstract long Length { get; }

    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Makes what was written durable, and says where it is.</summary>
    public abstract Task<StateHandle> CloseAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
