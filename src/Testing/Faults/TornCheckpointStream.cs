using Weir.State.Storage;

namespace Weir.Testing.Faults;

/// <summary>Writes the first half of what it is given first, then nothing more.</summary>
internal sealed class TornCheckpointStream(CheckpointStream stream, Fault fault) : CheckpointStream
{
    public override long Length => stream.Length;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(bytes[..(bytes.Length / 2)], cancellationToken).ConfigureAwait(false);
        throw Failure();
    }

    public override Task<StateHandle> CloseAsync(CancellationToken cancellationToken) => Task.FromException<StateHandle>(Failure());

    public override ValueTask DisposeAsync() => stream.DisposeAsync();

    private StorageException Failure() => new($"{fault.Description} (injected).");
}
