using Weir.State.Backends;
using Weir.State.Storage;

namespace Weir.Operators.Runtime;

/// <summary>A snapshot of keyed state alone.</summary>
internal sealed class KeyedOperatorSnapshot(KeyedSnapshot keyed) : InstanceSnapshot
{
    public override async Task<OperatorSubtaskState> WriteAsync(ICheckpointWriter writer, string name, CancellationToken cancellationToken)
    {
        var handle = await keyed.WriteAsync(writer, name, cancellationToken).ConfigureAwait(false);
        return handle is null ? OperatorSubtaskState.Empty : new OperatorSubtaskState { Keyed = [handle] };
    }

    protected override void Dispose(bool disposing) => keyed.Dispose();
}
