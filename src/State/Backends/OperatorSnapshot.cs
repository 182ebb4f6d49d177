using System.Collections.Immutable;
using Weir.State.Codecs;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>A subtask's operator state as it was at one moment.</summary>
internal sealed class OperatorSnapshot(long checkpointId, ImmutableArray<(StoredState State, IReadOnlyList<ReadOnlyMemory<byte>> Elements)> lists)
{
    public long CheckpointId => checkpointId;

    /// <summary>Writes the state, on any thread. Null when there is nothing to write.</summary>
    public async Task<OperatorStateHandle?> WriteAsync(ICheckpointWriter writer, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (lists.IsEmpty)
        {
            return null;
        }

        var buffer = new StateWriter(1024);
        var parts = OperatorStateFormat.Write(buffer, lists);
        var stream = writer.Create(name);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
            return new OperatorStateHandle(await stream.CloseAsync(cancellationToken).ConfigureAwait(false), parts);
        }
    }
}
