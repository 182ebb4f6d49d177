using System.Collections.Concurrent;

namespace Weir.State.Storage.Memory;

/// <summary>Checkpoints in this process's memory: for tests, and for jobs whose state may die with their process.</summary>
internal sealed class InMemoryCheckpointStorage : ICheckpointStorage
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JobRecord> _jobs = [];
    private readonly Dictionary<CheckpointLocation, MemoryCheckpoint> _checkpoints = [];
    private readonly Dictionary<string, ConcurrentDictionary<string, byte[]>> _shared = [];
    private readonly Dictionary<string, long> _highestIds = [];
    private readonly HashSet<string> _completed = [];
    private readonly Dictionary<(string JobId, long Id), SavepointNote> _savepoints = [];
    private readonly HashSet<string> _acquired = [];

    public string Description => "memory";

    public IJobNotes Notes { get; } = new InMemoryJobNotes();

    public Task RegisterJobAsync(JobRecord job, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_jobs.TryAdd(job.JobId, job) && _jobs[job.JobId] != job)
            {
                throw new StorageException($"Job {job.JobId} is registered already, as something else.");
            }
        }

        return Task.CompletedTask;
    }

    public Task SetJobPhaseAsync(string jobId, JobPhase phase, DateTimeOffset? endedAt, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _jobs[jobId] = _jobs[jobId] with { Phase = phase, EndedAt = endedAt };
        }

        return Task.CompletedTask;
    }

    public Task ForgetJobAsync(string jobId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _jobs.Remove(jobId);
            _shared.Remove(jobId);
        }

        return Task.CompletedTask;
    }

    public Task<JobListing> ListJobsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(new JobListing([.. _jobs.Values.OrderByDescending(job => job.SubmittedAt)], Damaged: []));
        }
    }

    public IDisposable AcquireJob(string jobId)
    {
        lock (_gate)
        {
            if (!_acquired.Add(jobId))
            {
                throw new StorageException($"Job {jobId} is being run already. Wait until it has ended, or end it.");
            }
        }

        return new JobLease(() =>
        {
            lock (_gate)
            {
                _acquired.Remove(jobId);
            }
        });
    }

    public Task<bool> HasCompletedAsync(string jobId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_completed.Contains(jobId));
        }
    }

    public CheckpointLocation LocationOf(string jobId, long checkpointId) => new($"{jobId}/chk-{checkpointId}");

    public Task<CheckpointLocation> BeginCheckpointAsync(string jobId, long checkpointId, CancellationToken cancellationToken)
    {
        CheckpointLocation location = LocationOf(jobId, checkpointId);
        lock (_gate)
        {
            if (!_checkpoints.TryAdd(location, new MemoryCheckpoint(jobId, checkpointId, SharedOf(jobId))))
            {
                throw new StorageException($"The checkpoint {location} is there already: a checkpoint's id is used once.");
            }

            _highestIds[jobId] = Math.Max(checkpointId, _highestIds.GetValueOrDefault(jobId));
        }

        return Task.FromResult(location);
    }

    public Task<CheckpointLocation> BeginSavepointAsync(
        string jobId, long checkpointId, string directory, DateTimeOffset takenAt, bool isAutomatic, CancellationToken cancellationToken)
    {
        var location = new CheckpointLocation($"{directory}/savepoint-{jobId[..Math.Min(6, jobId.Length)]}-{Guid.NewGuid():N}");
        lock (_gate)
        {
            _checkpoints.Add(location, new MemoryCheckpoint(jobId, checkpointId, shared: null) { IsSetAside = true });
            _savepoints[(jobId, checkpointId)] = new SavepointNote(checkpointId, location.Directory, takenAt, isAutomatic);
            _highestIds[jobId] = Math.Max(checkpointId, _highestIds.GetValueOrDefault(jobId));
        }

        return Task.FromResult(location);
    }

    public Task<IReadOnlyList<SavepointNote>> ListSavepointsAsync(string jobId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<SavepointNote>>(
            [
                .. _savepoints
                    .Where(entry => entry.Key.JobId == jobId
                        && _checkpoints.TryGetValue(entry.Value.Location, out MemoryCheckpoint? savepoint) && savepoint.Metadata is not null)
                    .OrderByDescending(entry => entry.Key.Id)
                    .Select(entry => entry.Value),
            ]);
        }
    }

    public Task ForgetSavepointAsync(string jobId, long checkpointId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _savepoints.Remove((jobId, checkpointId));
        }

        return Task.CompletedTask;
    }

    public Task<long> HighestCheckpointIdAsync(string jobId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_highestIds.GetValueOrDefault(jobId));
        }
    }

    public ICheckpointWriter WriterFor(CheckpointLocation location) => Find(location);

    public ICheckpointReader ReaderFor(CheckpointLocation location) => Find(location);

    public Task CompleteAsync(CheckpointLocation location, CheckpointMetadata metadata, CancellationToken cancellationToken)
    {
        byte[] bytes = MetadataFormat.Encode(metadata);
        MemoryCheckpoint checkpoint = Find(location);
        lock (_gate)
        {
            if (checkpoint.Metadata is { } present && !present.AsSpan().SequenceEqual(bytes))
            {
                throw new StorageException($"The checkpoint {location} is complete already, with other content.");
            }

            checkpoint.Metadata = bytes;
            if (!metadata.IsSavepoint)
            {
                _completed.Add(checkpoint.JobId);
            }
        }

        return Task.CompletedTask;
    }

    public Task DiscardAsync(CheckpointLocation location, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_checkpoints.TryGetValue(location, out MemoryCheckpoint? checkpoint) && checkpoint.Metadata is not null)
            {
                throw new StorageException($"The checkpoint {location} is complete, and is not discarded.");
            }

            _checkpoints.Remove(location);
        }

        return Task.CompletedTask;
    }

    public Task MarkUsedAsync(CheckpointLocation location, string jobId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _checkpoints.TryGetValue(location, out MemoryCheckpoint? checkpoint)
                ? Task.FromResult(checkpoint.Users.Add(jobId))
                : Task.FromException(new StorageException($"Note that job {jobId} has started from the checkpoint {location}: it is not there."));
        }
    }

    public Task<IReadOnlyList<string>> ListUsersAsync(CheckpointLocation location, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<string>>(_checkpoints.TryGetValue(location, out MemoryCheckpoint? checkpoint) ? [.. checkpoint.Users] : []);
        }
    }

    public Task DeleteCheckpointAsync(CheckpointLocation location, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _checkpoints.Remove(location);
        }

        return Task.CompletedTask;
    }

    public async Task DeleteClaimedAsync(CheckpointLocation location, CancellationToken cancellationToken)
    {
        MemoryCheckpoint? checkpoint;
        lock (_gate)
        {
            _checkpoints.Remove(location, out checkpoint);
        }

        if (checkpoint is not null)
        {
            await SharedSweep.DeleteAsync(this, checkpoint.JobId, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task SetAsideAsync(CheckpointLocation location, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_checkpoints.Remove(location, out MemoryCheckpoint? checkpoint))
            {
                _checkpoints[new CheckpointLocation($"set-aside/{location.Directory}")] = checkpoint;
                checkpoint.IsSetAside = true;
            }
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<CheckpointSummary>> ListCheckpointsAsync(string jobId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<CheckpointSummary>>(
            [
                .. _checkpoints
                    .Where(entry => entry.Value.JobId == jobId && entry.Value.Metadata is not null && !entry.Value.IsSetAside)
                    .OrderByDescending(entry => entry.Value.Id)
                    .Select(entry => new CheckpointSummary(jobId, entry.Value.Id, entry.Key)),
            ]);
        }
    }

    public CheckpointLocation Locate(string path)
    {
        var location = new CheckpointLocation(path);
        lock (_gate)
        {
            if (_checkpoints.TryGetValue(location, out MemoryCheckpoint? checkpoint) && checkpoint.Metadata is not null)
            {
                return location;
            }
        }

        throw new StorageException($"There is no checkpoint at {path}: this job's checkpoints are in memory only. Set weir.checkpointing.storage.dir.");
    }

    public Task<CheckpointMetadata> ReadMetadataAsync(CheckpointLocation location, CancellationToken cancellationToken) =>
        Task.FromResult(MetadataFormat.Decode(
            Find(location).Metadata ?? throw new CorruptStateException($"The checkpoint {location} is not complete."),
            location.Directory));

    public async Task<string?> VerifyAsync(CheckpointLocation location, CancellationToken cancellationToken)
    {
        try
        {
            CheckpointMetadata metadata = await ReadMetadataAsync(location, cancellationToken).ConfigureAwait(false);
            foreach (StateHandle handle in CheckpointHandles.Of(metadata))
            {
                await CheckpointHandles.CheckAsync(ReaderFor(location), handle, cancellationToken).ConfigureAwait(false);
            }

            return null;
        }
        catch (Exception error) when (error is CorruptStateException or StorageException)
        {
            // What memory does not have it will not have later either.
            return error.Message;
        }
    }

    public Task<IReadOnlyList<string>> CleanUpAsync(string jobId, long upToCheckpointId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            CheckpointLocation[] incomplete =
            [
                .. _checkpoints
                    .Where(entry => entry.Value.JobId == jobId && entry.Value.Metadata is null && !entry.Value.IsSetAside && entry.Value.Id <= upToCheckpointId)
                    .Select(entry => entry.Key),
            ];
            foreach (CheckpointLocation location in incomplete)
            {
                _checkpoints.Remove(location);
            }

            return Task.FromResult<IReadOnlyList<string>>([.. incomplete.Select(location => location.Directory)]);
        }
    }

    public Task<SharedNames> ReadSharedNamesAsync(string jobId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var byCheckpoint = new Dictionary<long, IReadOnlySet<string>>();
            var bySetAside = new HashSet<string>(StringComparer.Ordinal);
            foreach ((CheckpointLocation location, MemoryCheckpoint checkpoint) in _checkpoints)
            {
                if (checkpoint.JobId == jobId && checkpoint.Metadata is { } metadata)
                {
                    IReadOnlySet<string> names = CheckpointHandles.SharedBy(MetadataFormat.Decode(metadata, location.Directory));
                    if (checkpoint.IsSetAside)
                    {
                        bySetAside.UnionWith(names);
                    }
                    else
                    {
                        byCheckpoint.Add(checkpoint.Id, names);
                    }
                }
            }

            return Task.FromResult(new SharedNames(byCheckpoint, bySetAside));
        }
    }

    public Task<IReadOnlyList<string>> ListSharedAsync(string jobId, long upToCheckpointId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<string>>([.. SharedOf(jobId).Keys.Where(name => SharedName.CheckpointIdOf(name) <= upToCheckpointId)]);
        }
    }

    public Task DeleteSharedAsync(string jobId, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ConcurrentDictionary<string, byte[]> shared = SharedOf(jobId);
            foreach (string name in names)
            {
                shared.TryRemove(name, out _);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Called under the lock.</summary>
    private ConcurrentDictionary<string, byte[]> SharedOf(string jobId)
    {
        if (!_shared.TryGetValue(jobId, out ConcurrentDictionary<string, byte[]>? shared))
        {
            _shared[jobId] = shared = new ConcurrentDictionary<string, byte[]>(StringComparer.Ordinal);
        }

        return shared;
    }

    private MemoryCheckpoint Find(CheckpointLocation location)
    {
        lock (_gate)
        {
            return _checkpoints.TryGetValue(location, out MemoryCheckpoint? checkpoint)
                ? checkpoint
                : throw new StorageException($"There is no checkpoint {location} in memory.");
        }
    }
}
