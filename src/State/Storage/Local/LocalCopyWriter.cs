using Weir.State.Storage.Files;

namespace Weir.State.Storage.Local;

/// <summary>Writes state into a checkpoint, and copies what becomes a file of it.</summary>
/// <param name="original">Writes into the checkpoint.</param>
/// <param name="folder">For the copies.</param>
/// <param name="inlineThresholdBytes">State up to this size goes into the metadata, and has no copy.</param>
/// <param name="failed">Takes why something has no copy.</param>
internal sealed class LocalCopyWriter(ICheckpointWriter original, string folder, int inlineThresholdBytes, Action<Exception> failed) : ICheckpointWriter
{
    public CheckpointStream Create(string name, StateScope scope) => Copying(original.Create(name, scope));

    public CheckpointStream CreateFrom(string file, string name, StateScope scope)
    {
        CheckpointStream stream = original.Create(name, scope);
        string link = Path.Combine(folder, NewName());
        return HardLink.TryCreate(file, link) ? new LocalLinkStream(stream, link, folder, failed) : Copying(stream);
    }

    public void NameAgain(StateHandle state, string file)
    {
        // A copy that is no link gets another name like those of all other state.
        if (LocalCopies.LinkNameOf(state) is { } name && !File.Exists(Path.Combine(folder, name)))
        {
            HardLink.TryCreate(file, Path.Combine(folder, name));
        }
    }

    // A name of its own until the original's is known. A copy that power failure damages is not used, so it is not flushed.
    private LocalCopyStream Copying(CheckpointStream stream) =>
        new(stream, new StateFileStream(folder, NewName(), inlineThresholdBytes, isDurable: false), folder, failed);

    private static string NewName() => Guid.NewGuid().ToString("N");
}
