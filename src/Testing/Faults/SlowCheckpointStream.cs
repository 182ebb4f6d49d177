using Weir.State.Storage;

namespace Weir.Testing.Faults;

/// <summary>Takes all that it is given, but is done only when a task has ended.</summary>
internal sealed class SlowCheckpointStream(CheckpointStream stream, Task until) : CheckpointStream
{
    public override long Length => stream.Length;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => stream.WriteAsync(bytes, cancellationToken);

    public override async Task<StateHandle> CloseAsync(CancellationToken cancellationToken)
    {
        await until.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await stream.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask DisposeAsync() => stream.DisposeAsync();
}
