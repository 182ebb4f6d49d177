using Weir.Actors.Faults;
using Weir.State.Storage;
using Weir.State.Storage.Files;
using Weir.State.Storage.Memory;

namespace Weir.Actors.Deployments;

/// <summary>Opens the checkpoint storage of jobs on a node.</summary>
internal sealed class CheckpointStorages(FaultPoints faults)
{
    private readonly InMemoryCheckpointStorage _memory = new();

    /// <param name="directory">The folder; null: the memory of this node.</param>
    /// <param name="inlineThresholdBytes">State up to this size goes into the metadata.</param>
    public ICheckpointStorage Open(string? directory, int inlineThresholdBytes) => faults.Wrap(
        directory is null ? _memory : new FileSystemCheckpointStorage(directory, inlineThresholdBytes));
}
