namespace Weir.State.Storage.Files;

internal sealed class FileCheckpointWriter(string folder, int inlineThresholdBytes) : ICheckpointWriter
{
    public CheckpointStream Create(string name, StateScope scope) =>
        scope == StateScope.Own ? new StateFileStream(folder, name, inlineThresholdBytes)
        : JobFolder.CheckpointId(Path.GetFileName(folder)) is { } id ? new SharedFileStream(Path.GetDirectoryName(folder)!, SharedName.New(id, name), inlineThresholdBytes)
        : throw new InvalidOperationException($"The savepoint {folder} has all that it names in its own folder.");
}
