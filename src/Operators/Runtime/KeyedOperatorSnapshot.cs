using Weir.State.Backends;
using Weir.State.Storage;

namespace Weir.Operators.Runtime;

/// <summary>A snapshot of keyed state, and of the operator state beside it.</summary>
internal sealed class KeyedOperatorSnapshot(KeyedSnapshot keyed, OperatorSnapshot? lists = null) : InstanceSnapshot
{
    public override async Task<OperatorSubtaskState> WriteAsync(ICheckpointWriter writer, string name, CancellationToken cancellationToken)
    {
        var handles = await keyed.WriteAsync(writer, name, cancellationToken).ConfigureAwait(false);
        var operatorHandle = lists is null ? null : await lists.WriteAsync(writer, name, cancellationToken).ConfigureAwait(false);
        return handles.IsEmpty && operatorHandle is null
            ? OperatorSubtaskState.Empty
            : new OperatorSubtaskState { Keyed = handles, Operator = operatorHandle is null ? [] : [operatorHandle] };
    }

    protected override void Dispose(bool disposing) => keyed.Dispose();
}
