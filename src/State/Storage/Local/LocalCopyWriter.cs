using Weir.State.Storage.Files;

namespace Weir.State.Storage.Local;

/// <summary>Writes state into a checkpoint, and copies what becomes a file of it.</summary>
/// <param name="original">Writes into the checkpoint.</param>
/// <param name="folder">For the copies.</param>
/// <param name="inlineThresholdBytes">State up to this size goes into the metadata, and has no copy.</param>
/// <param name="failed">Takes why something has no copy.</param>
internal sealed class LocalCopyWriter(ICheckpointWriter original, string folder, int inlineThresholdBytes, Action<Exception> failed) : ICheckpointWriter
{
    /// <inheritdoc/>
    // A name of its own until the original's is known. A copy that power failure damages is not used, so it is not flushed.
    public CheckpointStream Create(string name, StateScope scope) => new LocalCopyStream(
        original.Create(name, scope),
        new StateFileStream(folder, Guid.NewGuid().ToString("N"), inlineThresholdBytes, isDurable: false),
        folder,
        failed);
}
