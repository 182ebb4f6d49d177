using Weir.State.Backends;
using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.Host.Checkpoints;

/// <summary>A checkpoint or savepoint in a folder, looked at without a job.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Metadata">Null when it cannot be read.</param>
/// <param name="Problem">What is wrong with it; null: nothing that has been looked at.</param>
internal sealed record StoredCheckpoint(string Path, CheckpointMetadata? Metadata, string? Problem)
{
    private const int DeepestLevel = 3;

    /// <summary>What states its operators have, by uid; null: that has not been looked at.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<StoredState>>? States { get; init; }

    public long Bytes => Metadata is null ? 0 : CheckpointHandles.Of(Metadata).Sum(handle => handle.Length);

    /// <summary>All that there are in a folder: it may be one itself, a job's folder, or one with many of either.</summary>
    /// <exception cref="BadUsageException">There is none.</exception>
    public static async Task<IReadOnlyList<StoredCheckpoint>> FindAsync(string folder, bool verifies, CancellationToken cancellationToken)
    {
        var full = System.IO.Path.GetFullPath(folder);
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = DeepestLevel };
        string[] found;
        try
        {
            found = Directory.Exists(full) ? [.. Directory.EnumerateFiles(full, JobFolder.MetadataFile, options).Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new BadUsageException($"{folder} can't be read: {refused.Message}", refused);
        }

        if (found.Length == 0)
        {
            throw new BadUsageException($"there is no complete checkpoint in {folder}: no file {JobFolder.MetadataFile} in it, or in its folders");
        }

        var checkpoints = new List<StoredCheckpoint>();
        foreach (var metadata in found)
        {
            checkpoints.Add(await ReadAsync(System.IO.Path.GetDirectoryName(metadata)!, verifies, cancellationToken));
        }

        return checkpoints;
    }

    /// <summary>With <see cref="States"/>, or with what is wrong with their descriptions.</summary>
    public async Task<StoredCheckpoint> WithStatesAsync(CancellationToken cancellationToken)
    {
        if (Metadata is null)
        {
            return this;
        }

        try
        {
            var storage = new FileSystemCheckpointStorage(Path);
            var reader = storage.ReaderFor(storage.Locate(Path));
            var states = new Dictionary<string, IReadOnlyList<StoredState>>(StringComparer.Ordinal);
            foreach (var state in Metadata.Operators)
            {
                states.Add(state.Uid, await StateInventory.ReadAsync(state, reader, cancellationToken));
            }

            return this with { States = states };
        }
        catch (Exception problem) when (problem is StorageException or Weir.State.CorruptStateException)
        {
            return this with { Problem = Problem ?? problem.Message };
        }
    }

    private static async Task<StoredCheckpoint> ReadAsync(string folder, bool verifies, CancellationToken cancellationToken)
    {
        var storage = new FileSystemCheckpointStorage(folder);
        try
        {
            var location = storage.Locate(folder);
            var metadata = await storage.ReadMetadataAsync(location, cancellationToken);
            return new StoredCheckpoint(folder, metadata, verifies ? await storage.VerifyAsync(location, cancellationToken) : null);
        }
        catch (Exception problem) when (problem is StorageException or Weir.State.CorruptStateException)
        {
            return new StoredCheckpoint(folder, null, problem.Message);
        }
    }
}
