using Weir.State.Storage;

namespace Weir.Testing.Faults;

internal sealed class FaultyCheckpointWriter(ICheckpointWriter writer, StorageFaults faults, long checkpointId) : ICheckpointWriter
{
    public CheckpointStream Create(string name)
    {
        if (faults.Next(StorageStep.Write, checkpointId) is { } failed)
        {
            throw new StorageException($"{failed.Description} (injected).");
        }

        CheckpointStream stream = writer.Create(name);
        return faults.Next(StorageStep.TornWrite, checkpointId) is { } torn ? new TornCheckpointStream(stream, torn) : stream;
    }
}
