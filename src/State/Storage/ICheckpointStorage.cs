namespace Weir.State.Storage;

/// <summary>
/// Keeps checkpoints. All failures are <see cref="StorageException"/> (something could not be done) or
/// <see cref="CorruptStateException"/> (what is there is damaged). Safe for use by several threads.
/// </summary>
internal interface ICheckpointStorage
{
    /// <summary>What people call the place, for messages.</summary>
    string Description { get; }

    /// <summary>What is kept beside checkpoints.</summary>
    IJobNotes Notes { get; }

    /// <summary>Records a job durably before its first checkpoint; once more with the same id is an error unless it is the same record.</summary>
    Task RegisterJobAsync(JobRecord job, CancellationToken cancellationToken);

    /// <summary>Durably replaces a job's phase.</summary>
    Task SetJobPhaseAsync(string jobId, JobPhase phase, DateTimeOffset? endedAt, CancellationToken cancellationToken);

    /// <summary>Takes back the record of a job that has come to nothing before it wrote anything; one that is not there is fine.</summary>
    Task ForgetJobAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>All jobs; a damaged record does not hide the others.</summary>
    Task<JobListing> ListJobsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes this process the one that runs the job, until the result is disposed or the process ends, however it does.
    /// <see cref="StorageException"/> when another one runs it.
    /// </summary>
    IDisposable AcquireJob(string jobId);

    /// <summary>Whether a checkpoint of the job has ever been complete, be it that it is there no more.</summary>
    Task<bool> HasCompletedAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>Prepares the place of a checkpoint.</summary>
    Task<CheckpointLocation> BeginCheckpointAsync(string jobId, long checkpointId, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the folder of a savepoint, of a name that no other has, and notes it with the job before. It is then written, completed,
    /// discarded and deleted like a checkpoint, at the location returned.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="checkpointId">The savepoint's id, noted for once.</param>
    /// <param name="directory">The folder in which its own is made; it is made too if it is not there.</param>
    /// <param name="takenAt">For the note.</param>
    /// <param name="isAutomatic">For the note.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<CheckpointLocation> BeginSavepointAsync(
        string jobId, long checkpointId, string directory, DateTimeOffset takenAt, bool isAutomatic, CancellationToken cancellationToken);

    /// <summary>A job's complete savepoints that are still where they were written, the newest first.</summary>
    Task<IReadOnlyList<SavepointNote>> ListSavepointsAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>Takes back the note of a savepoint, which is deleted or was never completed.</summary>
    Task ForgetSavepointAsync(string jobId, long checkpointId, CancellationToken cancellationToken);

    /// <summary>Where a job's checkpoint is, or would be.</summary>
    CheckpointLocation LocationOf(string jobId, long checkpointId);

    /// <summary>The highest id of which there is any trace: complete or not, set aside or not; 0 when there is none.</summary>
    Task<long> HighestCheckpointIdAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>For subtasks to write their state into a checkpoint that has begun.</summary>
    ICheckpointWriter WriterFor(CheckpointLocation location);

    /// <summary>For reading a checkpoint's state.</summary>
    ICheckpointReader ReaderFor(CheckpointLocation location);

    /// <summary>
    /// Makes a checkpoint complete by writing its metadata, durably and all at once. If it is there already: fine when it is the
    /// same, <see cref="StorageException"/> when it differs.
    /// </summary>
    Task CompleteAsync(CheckpointLocation location, CheckpointMetadata metadata, CancellationToken cancellationToken);

    /// <summary>Deletes what an aborted checkpoint has written; refuses a complete one; one that is not there is fine.</summary>
    Task DiscardAsync(CheckpointLocation location, CancellationToken cancellationToken);

    /// <summary>Notes at a checkpoint that a job of this storage has started from it.</summary>
    Task MarkUsedAsync(CheckpointLocation location, string jobId, CancellationToken cancellationToken);

    /// <summary>The ids of the jobs that have started from a checkpoint; none when it is not there.</summary>
    Task<IReadOnlyList<string>> ListUsersAsync(CheckpointLocation location, CancellationToken cancellationToken);

    /// <summary>Deletes a complete checkpoint: first its metadata, so that it is never seen half deleted. One that is not there is fine.</summary>
    Task DeleteCheckpointAsync(CheckpointLocation location, CancellationToken cancellationToken);

    /// <summary>Deletes a complete checkpoint of another job, which is over, and of the files that it shares those that no other one names.</summary>
    Task DeleteClaimedAsync(CheckpointLocation location, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a complete checkpoint out of the listing without deleting anything of it: it could not be read, the job goes back behind it,
    /// and must not find it again. One that is not there is fine.
    /// </summary>
    Task SetAsideAsync(CheckpointLocation location, CancellationToken cancellationToken);

    /// <summary>A job's complete checkpoints, the newest (highest id) first.</summary>
    Task<IReadOnlyList<CheckpointSummary>> ListCheckpointsAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>Where the checkpoint is that a user's path names: its directory, or its metadata file.</summary>
    CheckpointLocation Locate(string path);

    /// <summary>Reads and checks a checkpoint's metadata.</summary>
    Task<CheckpointMetadata> ReadMetadataAsync(CheckpointLocation location, CancellationToken cancellationToken);

    /// <summary>
    /// Reads all of a checkpoint and checks it; null when it is whole, else what is damaged or missing. That it cannot be read for now is
    /// not damage: a <see cref="StorageException"/>.
    /// </summary>
    Task<string?> VerifyAsync(CheckpointLocation location, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a job's temporary files and incomplete checkpoints with ids up to <paramref name="upToCheckpointId"/>. For the start of a
    /// new attempt, when nothing else writes there. Returns what was deleted.
    /// </summary>
    Task<IReadOnlyList<string>> CleanUpAsync(string jobId, long upToCheckpointId, CancellationToken cancellationToken);

    /// <summary>What a job's complete checkpoints name of the files that they share, as it was at one moment. One that cannot be read: <see cref="CorruptStateException"/>.</summary>
    Task<SharedNames> ReadSharedNamesAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>The names of a job's shared files, unfinished ones too, that were written for checkpoints up to <paramref name="upToCheckpointId"/>.</summary>
    Task<IReadOnlyList<string>> ListSharedAsync(string jobId, long upToCheckpointId, CancellationToken cancellationToken);

    /// <summary>Deletes shared files of a job that nobody needs any more; those that are not there are fine.</summary>
    Task DeleteSharedAsync(string jobId, IReadOnlyCollection<string> names, CancellationToken cancellationToken);
}
