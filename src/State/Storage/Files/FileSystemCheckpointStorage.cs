namespace Weir.State.Storage.Files;

/// <summary>
/// Checkpoints in a folder: <c>&lt;job-id&gt;/job</c>, <c>&lt;job-id&gt;/chk-&lt;n&gt;/…</c> and at last
/// <c>&lt;job-id&gt;/chk-&lt;n&gt;/_metadata</c>, which makes the checkpoint complete.
/// </summary>
internal sealed class FileSystemCheckpointStorage : ICheckpointStorage
{
    public const int DefaultInlineThresholdBytes = 20 * 1024;

    private readonly string _root;
    private readonly int _inlineThresholdBytes;

    /// <param name="root">The folder; made when something is written.</param>
    /// <param name="inlineThresholdBytes">State up to this size goes into the metadata.</param>
    public FileSystemCheckpointStorage(string root, int inlineThresholdBytes = DefaultInlineThresholdBytes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        ArgumentOutOfRangeException.ThrowIfNegative(inlineThresholdBytes);
        _root = Path.GetFullPath(root);
        _inlineThresholdBytes = inlineThresholdBytes;
    }

    public string Description => _root;

    public IJobNotes Notes => new FileJobNotes(_root);

    public Task RegisterJobAsync(JobRecord job, CancellationToken cancellationToken) => Guarded($"Register job {job.JobId} in {_root}", async () =>
    {
        string folder = JobPath(job.JobId);
        Directory.CreateDirectory(folder);
        DurableFolder.Flush(_root);
        string path = Path.Combine(folder, JobFolder.JobFile);
        if (!await AtomicFile.WriteAsync(path, JobRecordFile.Encode(job), overwrite: false, cancellationToken).ConfigureAwait(false)
            && JobRecordFile.Decode(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), path) != job)
        {
            throw new StorageException($"Job {job.JobId} is registered in {_root} already, as something else.");
        }
    });

    public Task SetJobPhaseAsync(string jobId, JobPhase phase, DateTimeOffset? endedAt, CancellationToken cancellationToken) =>
        Guarded($"Record that job {jobId} is {phase} in {_root}", async () =>
        {
            string path = Path.Combine(JobPath(jobId), JobFolder.JobFile);
            JobRecord record = JobRecordFile.Decode(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), path);
            byte[] replaced = JobRecordFile.Encode(record with { Phase = phase, EndedAt = endedAt });
            await AtomicFile.WriteAsync(path, replaced, overwrite: true, cancellationToken).ConfigureAwait(false);
        });

    public Task ForgetJobAsync(string jobId, CancellationToken cancellationToken) => Guarded($"Delete the record of job {jobId} in {_root}", () =>
    {
        // The folder stays, with the lock that whoever forgets the job still holds.
        SharedFolder.WhileThere(JobPath(jobId), () =>
        {
            File.Delete(Path.Combine(JobPath(jobId), JobFolder.JobFile));
            DurableFolder.Flush(JobPath(jobId));
        });
        return Task.CompletedTask;
    });

    public async Task<JobListing> ListJobsAsync(CancellationToken cancellationToken)
    {
        var jobs = new List<JobRecord>();
        var damaged = new List<string>();
        await Guarded($"List the jobs in {_root}", async () =>
        {
            foreach (string folder in SharedFolder.Folders(_root))
            {
                string path = Path.Combine(folder, JobFolder.JobFile);
                if (JobFolder.IsJobId(Path.GetFileName(folder)) && File.Exists(path))
                {
                    byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
                    try
                    {
                        jobs.Add(JobRecordFile.Decode(bytes, path));
                    }
                    catch (CorruptStateException error)
                    {
                        damaged.Add(error.Message);
                    }
                }
            }
        }).ConfigureAwait(false);
        return new JobListing([.. jobs.OrderByDescending(job => job.SubmittedAt)], damaged);
    }

    public IDisposable AcquireJob(string jobId) => JobLockFile.Acquire(JobPath(jobId), jobId);

    public Task<bool> HasCompletedAsync(string jobId, CancellationToken cancellationToken) =>
        Guarded($"Find out whether a checkpoint of job {jobId} has completed in {_root}", async () =>
            File.Exists(Path.Combine(JobPath(jobId), JobFolder.CompletedFile))
            || (await ListCheckpointsAsync(jobId, cancellationToken).ConfigureAwait(false)).Count > 0);

    public CheckpointLocation LocationOf(string jobId, long checkpointId) => new($"{jobId}/{JobFolder.Checkpoint(checkpointId)}");

    public async Task<CheckpointLocation> BeginCheckpointAsync(string jobId, long checkpointId, CancellationToken cancellationToken)
    {
        CheckpointLocation location = LocationOf(jobId, checkpointId);
        string folder = PathOf(location);
        await Guarded($"Create the checkpoint folder {folder}", () =>
        {
            if (Directory.Exists(folder))
            {
                throw new StorageException($"The checkpoint folder {folder} is there already: a checkpoint's id is used once.");
            }

            Directory.CreateDirectory(folder);
            DurableFolder.Flush(JobPath(jobId));
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        return location;
    }

    public Task<CheckpointLocation> BeginSavepointAsync(
        string jobId, long checkpointId, string directory, DateTimeOffset takenAt, bool isAutomatic, CancellationToken cancellationToken) =>
        Guarded($"Create a folder for a savepoint of job {jobId} in {directory}", async () =>
        {
            string parent = Path.GetFullPath(directory);
            string folder = Path.Combine(parent, JobFolder.Savepoint(jobId, Guid.NewGuid().ToString("N")[..12]));
            await new SavepointNotes(JobPath(jobId)).AddAsync(new SavepointNote(checkpointId, folder, takenAt, isAutomatic), cancellationToken).ConfigureAwait(false);
            Directory.CreateDirectory(folder);
            DurableFolder.Flush(parent);
            return new CheckpointLocation(folder);
        });

    public Task<IReadOnlyList<SavepointNote>> ListSavepointsAsync(string jobId, CancellationToken cancellationToken) =>
        Guarded<IReadOnlyList<SavepointNote>>($"List the savepoints of job {jobId}", async () =>
        [
            .. (await new SavepointNotes(JobPath(jobId)).ListAsync(cancellationToken).ConfigureAwait(false)).Where(note => SharedFolder.Contains(note.Directory, JobFolder.MetadataFile)),
        ]);

    public Task ForgetSavepointAsync(string jobId, long checkpointId, CancellationToken cancellationToken) =>
        Guarded($"Forget the savepoint {checkpointId} of job {jobId}", () =>
        {
            new SavepointNotes(JobPath(jobId)).Remove(checkpointId);
            return Task.CompletedTask;
        });

    public Task<long> HighestCheckpointIdAsync(string jobId, CancellationToken cancellationToken) =>
        Guarded($"List the checkpoints of job {jobId} in {_root}", () =>
            Task.FromResult(Math.Max(
                SharedFolder.Folders(JobPath(jobId)).Max(folder => JobFolder.AnyCheckpointId(Path.GetFileName(folder))) ?? 0,
                new SavepointNotes(JobPath(jobId)).HighestId())));

    public ICheckpointWriter WriterFor(CheckpointLocation location) => new FileCheckpointWriter(PathOf(location), _inlineThresholdBytes);

    public ICheckpointReader ReaderFor(CheckpointLocation location) => new FileCheckpointReader(PathOf(location));

    public Task CompleteAsync(CheckpointLocation location, CheckpointMetadata metadata, CancellationToken cancellationToken)
    {
        string path = MetadataPath(location);
        return Guarded($"Write {path}", async () =>
        {
            byte[] bytes = MetadataFormat.Encode(metadata);
            if (!await AtomicFile.WriteAsync(path, bytes, overwrite: false, cancellationToken).ConfigureAwait(false))
            {
                byte[] present = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
                if (!present.AsSpan().SequenceEqual(bytes))
                {
                    throw new StorageException($"{path} is there already, with other content: another process completed this checkpoint.");
                }
            }

            await RememberCompletedAsync(location).ConfigureAwait(false);
        });
    }

    public Task DiscardAsync(CheckpointLocation location, CancellationToken cancellationToken)
    {
        string folder = PathOf(location);
        return Guarded($"Delete the incomplete checkpoint {folder}", () =>
        {
            if (SharedFolder.Contains(folder, JobFolder.MetadataFile))
            {
                throw new StorageException($"The checkpoint {folder} is complete, and is not discarded.");
            }

            SharedFolder.Delete(folder);
            return Task.CompletedTask;
        });
    }

    public Task MarkUsedAsync(CheckpointLocation location, string jobId, CancellationToken cancellationToken)
    {
        string path = Path.Combine(PathOf(location), JobFolder.UserPrefix + jobId);
        return Guarded($"Write {path}", () => AtomicFile.WriteAsync(path, ReadOnlyMemory<byte>.Empty, overwrite: true, cancellationToken));
    }

    public Task<IReadOnlyList<string>> ListUsersAsync(CheckpointLocation location, CancellationToken cancellationToken) =>
        Guarded<IReadOnlyList<string>>($"List who has started from {PathOf(location)}", () => Task.FromResult<IReadOnlyList<string>>(
        [
            .. SharedFolder.Files(PathOf(location), JobFolder.UserPrefix + "*").Select(path => Path.GetFileName(path)[JobFolder.UserPrefix.Length..]).Where(JobFolder.IsJobId),
        ]));

    public Task DeleteCheckpointAsync(CheckpointLocation location, CancellationToken cancellationToken)
    {
        string folder = PathOf(location);
        return Guarded($"Delete the checkpoint {folder}", async () =>
        {
            if (Directory.Exists(folder))
            {
                if (File.Exists(MetadataPath(location)))
                {
                    // A process that was killed right after the metadata may not have come to this.
                    await RememberCompletedAsync(location).ConfigureAwait(false);
                }

                SharedFolder.WhileThere(folder, () =>
                {
                    File.Delete(MetadataPath(location));
                    DurableFolder.Flush(folder);
                });
                SharedFolder.Delete(folder);
            }
        });
    }

    public Task DeleteClaimedAsync(CheckpointLocation location, CancellationToken cancellationToken) =>
        Guarded($"Delete the checkpoint {PathOf(location)}", () =>
            new SharedFiles(Path.GetDirectoryName(PathOf(location))!).DeleteWithAsync(PathOf(location), () => DeleteCheckpointAsync(location, cancellationToken), cancellationToken));

    public Task SetAsideAsync(CheckpointLocation location, CancellationToken cancellationToken)
    {
        string folder = PathOf(location);
        return Guarded($"Set the checkpoint {folder} aside", () =>
        {
            if (!Directory.Exists(folder))
            {
                return Task.CompletedTask;
            }

            string parent = Path.GetDirectoryName(folder)!;
            int number = 0;
            string target;
            do
            {
                target = Path.Combine(parent, JobFolder.SetAside(Path.GetFileName(folder), number++));
            }
            while (Directory.Exists(target));

            Directory.Move(folder, target);
            DurableFolder.Flush(parent);
            return Task.CompletedTask;
        });
    }

    public Task<IReadOnlyList<CheckpointSummary>> ListCheckpointsAsync(string jobId, CancellationToken cancellationToken) =>
        Guarded<IReadOnlyList<CheckpointSummary>>($"List the checkpoints of job {jobId} in {_root}", () =>
        {
            List<long> ids = [];
            foreach (string folder in SharedFolder.Folders(JobPath(jobId)))
            {
                if (JobFolder.CheckpointId(Path.GetFileName(folder)) is { } id && SharedFolder.Contains(folder, JobFolder.MetadataFile))
                {
                    ids.Add(id);
                }
            }

            return Task.FromResult<IReadOnlyList<CheckpointSummary>>(
                [.. ids.OrderDescending().Select(id => new CheckpointSummary(jobId, id, LocationOf(jobId, id)))]);
        });

    public CheckpointLocation Locate(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string folder = Path.GetFileName(full) == JobFolder.MetadataFile ? Path.GetDirectoryName(full)! : full;
        return File.Exists(Path.Combine(folder, JobFolder.MetadataFile))
            ? new CheckpointLocation(folder)
            : throw new StorageException(
                $"There is no complete checkpoint at {path}: it has no file {JobFolder.MetadataFile}. Name the folder of a checkpoint, such as <storage.dir>/<job-id>/chk-<n>.");
    }

    public Task<CheckpointMetadata> ReadMetadataAsync(CheckpointLocation location, CancellationToken cancellationToken)
    {
        string path = MetadataPath(location);
        return Guarded($"Read {path}", async () =>
        {
            byte[] bytes;
            try
            {
                bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
            {
                throw new CorruptStateException($"The metadata {path} is missing: the checkpoint is not complete.", error);
            }

            return MetadataFormat.Decode(bytes, path);
        });
    }

    public async Task<string?> VerifyAsync(CheckpointLocation location, CancellationToken cancellationToken)
    {
        try
        {
            CheckpointMetadata metadata = await ReadMetadataAsync(location, cancellationToken).ConfigureAwait(false);
            ICheckpointReader reader = ReaderFor(location);
            foreach (StateHandle handle in CheckpointHandles.Of(metadata))
            {
                await CheckpointHandles.CheckAsync(reader, handle, cancellationToken).ConfigureAwait(false);
            }

            return null;
        }
        catch (CorruptStateException error)
        {
            // What is not mounted, for instance, looks like deleted; the folder around is there as long as the job is known.
            string around = Path.GetDirectoryName(PathOf(location))!;
            return Directory.Exists(around)
                ? error.Message
                : throw new StorageException($"{error.Message} The folder {around} cannot be reached either: see whether its file system is mounted.", error);
        }
    }

    public Task<IReadOnlyList<string>> CleanUpAsync(string jobId, long upToCheckpointId, CancellationToken cancellationToken) =>
        Guarded<IReadOnlyList<string>>($"Clean up what earlier attempts of job {jobId} left in {_root}", () =>
        {
            var deleted = new List<string>();
            foreach (string folder in SharedFolder.Folders(JobPath(jobId)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (JobFolder.CheckpointId(Path.GetFileName(folder)) is not { } id || id > upToCheckpointId)
                {
                    continue;
                }

                if (!SharedFolder.Contains(folder, JobFolder.MetadataFile))
                {
                    SharedFolder.Delete(folder);
                    deleted.Add(folder);
                    continue;
                }

                foreach (string temporary in SharedFolder.Files(folder, "*" + AtomicFile.TemporarySuffix))
                {
                    SharedFolder.WhileThere(folder, () => File.Delete(temporary));
                    deleted.Add(temporary);
                }
            }

            return Task.FromResult<IReadOnlyList<string>>(deleted);
        });

    public Task<SharedNames> ReadSharedNamesAsync(string jobId, CancellationToken cancellationToken) =>
        Guarded($"Read what the checkpoints of job {jobId} in {_root} share", () => new SharedFiles(JobPath(jobId)).ReadNamesAsync(cancellationToken));

    public Task<IReadOnlyList<string>> ListSharedAsync(string jobId, long upToCheckpointId, CancellationToken cancellationToken) =>
        Guarded($"List what the checkpoints of job {jobId} in {_root} share", () => Task.FromResult(new SharedFiles(JobPath(jobId)).List(upToCheckpointId)));

    public Task DeleteSharedAsync(string jobId, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        Guarded($"Delete files that no checkpoint of job {jobId} in {_root} needs any more", () =>
        {
            new SharedFiles(JobPath(jobId)).Delete(names);
            return Task.CompletedTask;
        });

    private static async Task<T> Guarded<T>(string what, Func<Task<T>> step)
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException and not StorageException or UnauthorizedAccessException)
        {
            throw new StorageException($"{what}: {error.Message}", error);
        }
    }

    private static Task Guarded(string what, Func<Task> step) => Guarded(what, async () =>
    {
        await step().ConfigureAwait(false);
        return true;
    });

    /// <summary>
    /// After the metadata, so that a job killed in between is not taken for one that has lost its state; before anyone
    /// acts on the checkpoint's completion, which is told only after this.
    /// </summary>
    private async Task RememberCompletedAsync(CheckpointLocation location)
    {
        string folder = Path.GetDirectoryName(PathOf(location))!;
        string path = Path.Combine(folder, JobFolder.CompletedFile);
        if (JobFolder.IsJobId(Path.GetFileName(folder)) && !File.Exists(path))
        {
            // Two checkpoints may be the first: the one that comes second finds it there, and flushed by the time it goes on.
            if (!await AtomicFile.WriteAsync(path, ReadOnlyMemory<byte>.Empty, overwrite: false, CancellationToken.None).ConfigureAwait(false))
            {
                DurableFolder.Flush(folder);
            }
        }
    }

    private string JobPath(string jobId) => Path.Combine(_root, jobId);

    /// <summary>A location elsewhere is absolute, and stays what it is.</summary>
    private string PathOf(CheckpointLocation location) => Path.Combine(_root, location.Directory);

    private string MetadataPath(CheckpointLocation location) => Path.Combine(PathOf(location), JobFolder.MetadataFile);
}
