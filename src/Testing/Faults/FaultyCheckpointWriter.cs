using Weir.State.Storage;

namespace Weir.Testing.Faults;

internal sealed class FaultyCheckpointWriter(ICheckpointWriter writer, StorageFaults faults, long checkpointId) : ICheckpointWriter
{
    public CheckpointStream Create(string name, StateScope scope)
    {
        if (faults.Next(StorageStep.Write, checkpointId) is { } failed)
        {
            throw new StorageException($"{failed.Description} (injected).");
        }

        CheckpointStream stream = writer.Create(name, scope);
        if (faults.IsLate(StorageStep.SlowWrite, checkpointId, out Task? until))
        {
            return new SlowCheckpointStream(stream, until);
        }

        return faults.Next(StorageStep.TornWrite, checkpointId) is { } torn ? new TornCheckpointStream(stream, torn) : stream;
    }
}
