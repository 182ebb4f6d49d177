namespace Weir.State.Storage.Files;

internal sealed class FileCheckpointReader(string folder) : ICheckpointReader
{
    public Task<CheckpointInput> OpenAsync(StateHandle handle, CancellationToken cancellationToken) =>
        Task.FromResult<CheckpointInput>(handle.IsInline
            ? new BytesInput(handle, handle.Inline, $"the metadata in {folder}")
            : StateFileInput.Open(folder, handle));
}
