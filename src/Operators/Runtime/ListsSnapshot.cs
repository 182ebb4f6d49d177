using Weir.State.Backends;
using Weir.State.Storage;

namespace Weir.Operators.Runtime;

/// <summary>A snapshot of list states alone.</summary>
internal sealed class ListsSnapshot(OperatorSnapshot lists) : InstanceSnapshot
{
    public override async Task<OperatorSubtaskState> WriteAsync(ICheckpointWriter writer, string name, CancellationToken cancellationToken)
    {
        var handle = await lists.WriteAsync(writer, name, cancellationToken).ConfigureAwait(false);
        return handle is null ? OperatorSubtaskState.Empty : new OperatorSubtaskState { Operator = [handle] };
    }
}
