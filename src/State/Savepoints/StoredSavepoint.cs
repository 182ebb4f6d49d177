using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.State.Savepoints;

/// <summary>A savepoint's folder, its metadata read once.</summary>
internal sealed class StoredSavepoint
{
    private readonly FileSystemCheckpointStorage _storage;
    private readonly CheckpointLocation _location;
    private readonly Lazy<Task<CheckpointMetadata>> _metadata;

    /// <exception cref="StorageException">There is no complete one.</exception>
    public StoredSavepoint(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        Directory = Path.GetFullPath(directory);
        _storage = new FileSystemCheckpointStorage(Directory);
        _location = _storage.Locate(Directory);
        _metadata = new(() => _storage.ReadMetadataAsync(_location, CancellationToken.None));
    }

    public string Directory { get; }

    public ICheckpointReader Reader => _storage.ReaderFor(_location);

    public Task<CheckpointMetadata> MetadataAsync(CancellationToken cancellationToken) => _metadata.Value.WaitAsync(cancellationToken);

    /// <exception cref="ArgumentException">There is none of that uid.</exception>
    public async Task<OperatorState> OperatorAsync(string uid, CancellationToken cancellationToken)
    {
        var metadata = await MetadataAsync(cancellationToken).ConfigureAwait(false);
        return metadata.Operators.FirstOrDefault(candidate => string.Equals(candidate.Uid, uid, StringComparison.Ordinal)) ?? throw new ArgumentException(
            $"{Directory} has no state of an operator '{uid}'; there are: {string.Join(", ", metadata.Operators.Select(candidate => candidate.Uid))}.", nameof(uid));
    }
}
