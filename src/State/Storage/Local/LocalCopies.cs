using Weir.State.Storage.Files;

namespace Weir.State.Storage.Local;

/// <summary>
/// The copies that a node keeps of what its subtasks of one job have written into the latest checkpoint. Losing one costs a read of the
/// checkpoint itself, and nothing else; so nothing here ever fails a checkpoint or a restore. Thread-safe.
/// </summary>
/// <param name="claim">The folder of the process; fails where none can be made.</param>
/// <param name="jobId">Names the job's folder in it.</param>
/// <param name="inlineThresholdBytes">State up to this size goes into the metadata, and has no copy.</param>
/// <param name="warn">Takes what people should know.</param>
internal sealed class LocalCopies(Func<string> claim, string jobId, int inlineThresholdBytes, Action<string> warn)
{
    // Never held over anything that a disk that hangs could hold up: task managers ask what is here.
    private readonly Lock _gate = new();
    private readonly Lock _deletion = new();
    private readonly LocalRetention _retention = new();
    private readonly Dictionary<int, long> _latest = [];
    private readonly HashSet<string> _toDelete = new(StringComparer.Ordinal);
    private string? _folder;
    private long _warnedOf;
    private bool _isOver;

    /// <summary>The indices of the subtasks that have copies here.</summary>
    public IReadOnlyList<int> Subtasks
    {
        get
        {
            lock (_gate)
            {
                return [.. _latest.Where(latest => _retention.Held.Contains(latest.Value)).Select(latest => latest.Key).Order()];
            }
        }
    }

    /// <summary>Ends when what was dropped so far is deleted.</summary>
    public Task Deleted { get; private set; } = Task.CompletedTask;

    /// <summary>For a subtask's part of a checkpoint; with copies, if they are wanted and can be made.</summary>
    public ICheckpointWriter WriterFor(long checkpointId, int subtask, ICheckpointWriter original)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return original;
            }

            var (isCopied, dropped) = _retention.Begin(checkpointId);
            Delete(dropped);
            if (!isCopied)
            {
                return original;
            }
        }

        try
        {
            string job = Path.Combine(claim(), jobId);
            string folder = FolderOf(job, checkpointId);
            Directory.CreateDirectory(folder);
            return Keeps(checkpointId, subtask, job, folder)
                ? new LocalCopyWriter(original, folder, inlineThresholdBytes, error => Failed(checkpointId, error))
                : original;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Failed(checkpointId, error);
            Aborted(checkpointId);
            return original;
        }
    }

    /// <summary>The name of a file's copy; null for what is in the metadata.</summary>
    public static string? NameOf(StateHandle handle) => handle.SharedName ?? handle.Path;

    /// <summary>The name of a file's copy that is a second name of the file that it was written from; null for what is in the metadata.</summary>
    public static string? LinkNameOf(StateHandle handle) => NameOf(handle) is { } name ? $"{name}.linked" : null;

    /// <summary>
    /// A subtask has written its part of a checkpoint. What that names of files that were written for an earlier one gets a second name
    /// among the copies of this one, if there is a copy of it here.
    /// </summary>
    public void Wrote(long checkpointId, IEnumerable<StateHandle> files)
    {
        string[] folders;
        string own;
        lock (_gate)
        {
            if (_isOver || _folder is not { } job || !_retention.Held.Contains(checkpointId))
            {
                return;
            }

            own = FolderOf(job, checkpointId);
            folders = [.. _retention.Held.Where(id => id < checkpointId).Reverse().Select(id => FolderOf(job, id))];
        }

        try
        {
            foreach (string name in files.Select(file => file.SharedName).OfType<string>())
            {
                if (!File.Exists(Path.Combine(own, name)) && Array.Find(folders, folder => File.Exists(Path.Combine(folder, name))) is { } earlier)
                {
                    HardLink.Create(Path.Combine(earlier, name), Path.Combine(own, name));
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Failed(checkpointId, error);
        }
    }

    /// <summary>Whether copies in the folder that has just been made are still wanted; else it goes again.</summary>
    private bool Keeps(long checkpointId, int subtask, string job, string folder)
    {
        lock (_gate)
        {
            _folder = job;
            if (!_isOver && _retention.Held.Contains(checkpointId))
            {
                _latest[subtask] = checkpointId;
                return true;
            }

            Delete([_isOver ? job : folder]);
            return false;
        }
    }

    /// <summary>For a subtask that starts from a checkpoint of this job. All other copies go.</summary>
    /// <param name="isIt">Whether that is the checkpoint of an id.</param>
    /// <param name="original">Reads the checkpoint itself.</param>
    public LocalCopyReader Restore(Func<long, bool> isIt, ICheckpointReader original)
    {
        lock (_gate)
        {
            long? restored = _retention.Held.Where(isIt).Select(id => (long?)id).FirstOrDefault();
            Delete(_retention.Restore(restored));
            return new LocalCopyReader(restored is { } id && _folder is { } job ? FolderOf(job, id) : null, original, warn);
        }
    }

    /// <summary>For a subtask that starts without state.</summary>
    public void RestoreNothing()
    {
        lock (_gate)
        {
            Delete(_retention.Restore(null));
        }
    }

    public void Completed(long checkpointId)
    {
        lock (_gate)
        {
            Delete(_retention.Complete(checkpointId));
        }
    }

    public void Aborted(long checkpointId)
    {
        lock (_gate)
        {
            Delete(_retention.Abort(checkpointId));
        }
    }

    /// <summary>Nothing is copied or deleted any more: whoever calls deletes all.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isOver = true;
            _retention.Restore(null);
            _toDelete.Clear();
        }

        lock (_deletion)
        {
            // What was being deleted is.
        }
    }

    /// <summary>The job is over: all goes, and nothing comes any more.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _isOver = true;
            _retention.Restore(null);
            if (_folder is not null)
            {
                Delete([_folder]);
            }
        }
    }

    private static string FolderOf(string folder, long checkpointId) => Path.Combine(folder, JobFolder.Checkpoint(checkpointId));

    /// <summary>One whose folder nobody has come to making yet has none.</summary>
    private void Delete(IReadOnlyList<long> checkpoints)
    {
        if (_folder is { } job)
        {
            Delete([.. checkpoints.Select(id => FolderOf(job, id))]);
        }
    }

    private void Delete(IReadOnlyList<string> folders)
    {
        if (folders.Count > 0)
        {
            _toDelete.UnionWith(folders);
            Deleted = Deleted.ContinueWith(_ => Delete(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>What cannot be deleted, since it is still being written for instance, is tried again with the next.</summary>
    private void Delete()
    {
        lock (_deletion)
        {
            string[] folders;
            lock (_gate)
            {
                folders = [.. _toDelete];
            }

            foreach (string folder in folders)
            {
                try
                {
                    SharedFolder.Delete(folder);
                    lock (_gate)
                    {
                        _toDelete.Remove(folder);
                    }
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    warn($"the local copies in {folder} cannot be deleted, which is tried again with the next: {error.Message}");
                }
            }
        }
    }

    private void Failed(long checkpointId, Exception error)
    {
        // One line for a checkpoint, not one for each of its files.
        if (Interlocked.Exchange(ref _warnedOf, checkpointId) != checkpointId)
        {
            warn($"there is not everything of checkpoint {checkpointId} that could be copied to this node's disk; the checkpoint itself is not concerned: {error.Message}");
        }
    }
}
