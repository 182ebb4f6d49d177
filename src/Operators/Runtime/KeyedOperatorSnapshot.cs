using Weir.State.Backends;
using Weir.State.Storage;

namespace Weir.Operators.Runtime;

/// <summary>A snapshot of keyed state alone.</summary>
internal sealed class KeyedOperatorSnapshot(KeyedSnapshot keyed) : InstanceSnapshot
{
    public override async Task<OperatorSubtaskState> WriteAsync(ICheckpointWriter writer, string name, CancellationToken cancellationToken)
    {
        var handles = await keyed.WriteAsync(writer, name, cancellationToken).ConfigureAwait(false);
        return handles.IsEmpty ? OperatorSubtaskState.Empty : new OperatorSubtaskState { Keyed = handles };
    }

    protected override void Dispose(bool disposing) => keyed.Dispose();
}
