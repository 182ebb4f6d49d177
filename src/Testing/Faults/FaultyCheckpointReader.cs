using Weir.State.Storage;

namespace Weir.Testing.Faults;

internal sealed class FaultyCheckpointReader(ICheckpointReader reader, StorageFaults faults, long checkpointId) : ICheckpointReader
{
    public Task<CheckpointInput> OpenAsync(StateHandle handle, CancellationToken cancellationToken)
    {
        faults.Opening?.Invoke(handle);
        return faults.Next(StorageStep.Read, checkpointId) is { } failed
            ? Task.FromException<CheckpointInput>(new StorageException($"{failed.Description} (injected)."))
            : reader.OpenAsync(handle, cancellationToken);
    }
}
