using System.Globalization;
using Weir.State.Storage;

namespace Weir.Testing.Faults;

/// <summary>A checkpoint storage that does what it is told, but for the planned faults.</summary>
internal sealed class FaultyCheckpointStorage(ICheckpointStorage storage, StorageFaults faults) : ICheckpointStorage
{
    private const string Prefix = "chk-";
    private int _unanswered;

    public string Description => storage.Description;

    public IJobNotes Notes => storage.Notes;

    public Task RegisterJobAsync(JobRecord job, CancellationToken cancellationToken) => storage.RegisterJobAsync(job, cancellationToken);

    public Task SetJobPhaseAsync(string jobId, JobPhase phase, DateTimeOffset? endedAt, CancellationToken cancellationToken) =>
        storage.SetJobPhaseAsync(jobId, phase, endedAt, cancellationToken);

    public Task ForgetJobAsync(string jobId, CancellationToken cancellationToken) => storage.ForgetJobAsync(jobId, cancellationToken);

    public Task<JobListing> ListJobsAsync(CancellationToken cancellationToken) => storage.ListJobsAsync(cancellationToken);

    public IDisposable AcquireJob(string jobId) => storage.AcquireJob(jobId);

    public Task<bool> HasCompletedAsync(string jobId, CancellationToken cancellationToken) => storage.HasCompletedAsync(jobId, cancellationToken);

    public Task<CheckpointLocation> BeginCheckpointAsync(string jobId, long checkpointId, CancellationToken cancellationToken) =>
        storage.BeginCheckpointAsync(jobId, checkpointId, cancellationToken);

    public Task<CheckpointLocation> BeginSavepointAsync(
        string jobId, long checkpointId, string directory, DateTimeOffset takenAt, bool isAutomatic, CancellationToken cancellationToken) =>
        storage.BeginSavepointAsync(jobId, checkpointId, directory, takenAt, isAutomatic, cancellationToken);

    public Task<IReadOnlyList<SavepointNote>> ListSavepointsAsync(string jobId, CancellationToken cancellationToken) =>
        storage.ListSavepointsAsync(jobId, cancellationToken);

    public Task ForgetSavepointAsync(string jobId, long checkpointId, CancellationToken cancellationToken) =>
        storage.ForgetSavepointAsync(jobId, checkpointId, cancellationToken);

    public CheckpointLocation LocationOf(string jobId, long checkpointId) => storage.LocationOf(jobId, checkpointId);

    public Task<long> HighestCheckpointIdAsync(string jobId, CancellationToken cancellationToken) =>
        storage.HighestCheckpointIdAsync(jobId, cancellationToken);

    public ICheckpointWriter WriterFor(CheckpointLocation location) =>
        new FaultyCheckpointWriter(storage.WriterFor(location), faults, IdOf(location));

    public ICheckpointReader ReaderFor(CheckpointLocation location) => new FaultyCheckpointReader(storage.ReaderFor(location), faults, IdOf(location));

    public async Task CompleteAsync(CheckpointLocation location, CheckpointMetadata metadata, CancellationToken cancellationToken)
    {
        if (faults.Next(StorageStep.Metadata, metadata.CheckpointId) is { } failed)
        {
            throw new StorageException($"{failed.Description} (injected).");
        }

        await storage.CompleteAsync(location, metadata, cancellationToken).ConfigureAwait(false);
        if (faults.Next(StorageStep.MetadataAnswer, metadata.CheckpointId) is { } unknown)
        {
            // Whoever asks next whether it is there is not answered either.
            Interlocked.Exchange(ref _unanswered, 1);
            throw new StorageException($"{unknown.Description} (injected).");
        }
    }

    public Task DiscardAsync(CheckpointLocation location, CancellationToken cancellationToken) => storage.DiscardAsync(location, cancellationToken);

    public Task MarkUsedAsync(CheckpointLocation location, string jobId, CancellationToken cancellationToken) => storage.MarkUsedAsync(location, jobId, cancellationToken);

    public Task<IReadOnlyList<string>> ListUsersAsync(CheckpointLocation location, CancellationToken cancellationToken) => storage.ListUsersAsync(location, cancellationToken);

    public Task DeleteCheckpointAsync(CheckpointLocation location, CancellationToken cancellationToken) =>
        storage.DeleteCheckpointAsync(location, cancellationToken);

    public Task DeleteClaimedAsync(CheckpointLocation location, CancellationToken cancellationToken) =>
        storage.DeleteClaimedAsync(location, cancellationToken);

    public Task SetAsideAsync(CheckpointLocation location, CancellationToken cancellationToken) => storage.SetAsideAsync(location, cancellationToken);

    public Task<IReadOnlyList<CheckpointSummary>> ListCheckpointsAsync(string jobId, CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _unanswered, 0) == 1
            ? Task.FromException<IReadOnlyList<CheckpointSummary>>(new StorageException("The storage does not answer (injected)."))
            : storage.ListCheckpointsAsync(jobId, cancellationToken);

    public CheckpointLocation Locate(string path) => storage.Locate(path);

    public Task<CheckpointMetadata> ReadMetadataAsync(CheckpointLocation location, CancellationToken cancellationToken) =>
        storage.ReadMetadataAsync(location, cancellationToken);

    public Task<string?> VerifyAsync(CheckpointLocation location, CancellationToken cancellationToken) =>
        faults.Next(StorageStep.Verify, IdOf(location)) is { } unreachable
            ? Task.FromException<string?>(new StorageException($"{unreachable.Description} (injected)."))
            : storage.VerifyAsync(location, cancellationToken);

    public Task<IReadOnlyList<string>> CleanUpAsync(string jobId, long upToCheckpointId, CancellationToken cancellationToken) =>
        storage.CleanUpAsync(jobId, upToCheckpointId, cancellationToken);

    public Task<SharedNames> ReadSharedNamesAsync(string jobId, CancellationToken cancellationToken) => storage.ReadSharedNamesAsync(jobId, cancellationToken);

    public Task<IReadOnlyList<string>> ListSharedAsync(string jobId, long upToCheckpointId, CancellationToken cancellationToken) =>
        storage.ListSharedAsync(jobId, upToCheckpointId, cancellationToken);

    public Task DeleteSharedAsync(string jobId, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        storage.DeleteSharedAsync(jobId, names, cancellationToken);

    /// <summary>0 for a checkpoint that is named by the user, outside of a job's folder.</summary>
    private static long IdOf(CheckpointLocation location)
    {
        string name = location.Directory[(location.Directory.LastIndexOf('/') + 1)..];
        return name.StartsWith(Prefix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : 0;
    }
}
