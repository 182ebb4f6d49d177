using Weir.State.Backends;
using Weir.State.Keys;

namespace Weir.Operators.Runtime;

/// <summary>The keyed state of one operator instance: opened, restored and snapshotted alike for all keyed operators.</summary>
internal sealed class KeyedOperatorState<TKey> : IDisposable
{
    private KeyedOperatorState(HeapStateBackend<TKey> backend) => Backend = backend;

    public HeapStateBackend<TKey> Backend { get; }

    public static async ValueTask<KeyedOperatorState<TKey>> OpenAsync(
        OperatorContext context, OperatorRestore restore, CancellationToken cancellationToken)
    {
        var range = KeyGroups.RangeFor(context.MaxParallelism, context.Parallelism, context.SubtaskIndex);
        var backend = new HeapStateBackend<TKey>(KeyedBackendContext<TKey>.For(context.MaxParallelism, range));
        try
        {
            if (restore.State is { Keyed.IsEmpty: false } state)
            {
                await backend.RestoreAsync(state.Keyed, restore.Reader!, restore.CheckpointId, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            backend.Dispose();
            throw;
        }

        return new KeyedOperatorState<TKey>(backend);
    }

    public InstanceSnapshot Snapshot(SnapshotRequest request) => new KeyedOperatorSnapshot(Backend.Snapshot(request));

    public void Dispose() => Backend.Dispose();
}
