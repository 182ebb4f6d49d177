namespace Weir.State.Storage;

/// <summary>Reads the state of one checkpoint; what it returns has passed its checksum.</summary>
internal interface ICheckpointReader
{
    /// <summary>Opens state for reading. Reading throws <see cref="CorruptStateException"/> at the first damaged block, before returning any of it.</summary>
    Task<CheckpointInput> OpenAsync(StateHandle handle, CancellationToken cancellationToken);

    /// <summary>A file of this machine that has just the bytes of some state, which were checked, and is never written to; null: there is none.</summary>
    Task<string?> FindFileAsync(StateHandle handle, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
