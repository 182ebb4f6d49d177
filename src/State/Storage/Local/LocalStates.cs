namespace Weir.State.Storage.Local;

/// <summary>What a node keeps on its own disk of its jobs' latest checkpoints (<c>weir.checkpointing.local-recovery</c>). Thread-safe.</summary>
/// <param name="root">A folder of this machine; other processes may use it too. Nothing is made there before it is needed.</param>
/// <param name="warn">Takes what people should know: the job, and what.</param>
internal sealed class LocalStates(string root, Action<string> warn) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Lock _claiming = new();
    private readonly Dictionary<string, LocalCopies> _jobs = new(StringComparer.Ordinal);

    // Those of jobs that are over, while theirs is being deleted.
    private readonly List<LocalCopies> _dropped = [];
    private LocalStateFolder? _folder;

    /// <summary>The jobs that have copies here, and of which subtasks.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> Subtasks
    {
        get
        {
            KeyValuePair<string, LocalCopies>[] jobs;
            lock (_gate)
            {
                jobs = [.. _jobs];
            }

            return jobs.Select(job => (Id: job.Key, job.Value.Subtasks)).Where(job => job.Subtasks.Count > 0)
                .ToDictionary(job => job.Id, job => job.Subtasks, StringComparer.Ordinal);
        }
    }

    public LocalCopies Of(string jobId, int inlineThresholdBytes)
    {
        lock (_gate)
        {
            if (!_jobs.TryGetValue(jobId, out LocalCopies? copies))
            {
                _jobs.Add(jobId, copies = new LocalCopies(Claim, jobId, inlineThresholdBytes, message => warn($"Job {jobId}: {message}")));
            }

            return copies;
        }
    }

    /// <summary>The job is over.</summary>
    public void Drop(string jobId)
    {
        lock (_gate)
        {
            _dropped.RemoveAll(dropped => dropped.Deleted.IsCompleted);
            if (_jobs.Remove(jobId, out LocalCopies? copies))
            {
                copies.Drop();
                _dropped.Add(copies);
            }
        }
    }

    /// <summary>Deletes what processes that were killed have left.</summary>
    public Task SweepAsync() => Task.Run(() =>
    {
        try
        {
            LocalStateFolder.Sweep(root);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            warn($"What earlier processes have left in {root} cannot be removed: {error.Message}");
        }
    });

    /// <summary>Deletes all. It can be used again.</summary>
    public void Dispose()
    {
        LocalCopies[] jobs;
        lock (_gate)
        {
            jobs = [.. _jobs.Values, .. _dropped];
            _jobs.Clear();
            _dropped.Clear();
        }

        foreach (LocalCopies copies in jobs)
        {
            copies.Close();
        }

        LocalStateFolder? folder;
        lock (_claiming)
        {
            (folder, _folder) = (_folder, null);
        }

        try
        {
            folder?.Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            warn($"{folder!.Path} cannot be removed, and is by the next process that uses {root}: {error.Message}");
        }
    }

    private string Claim()
    {
        lock (_claiming)
        {
            return (_folder ??= LocalStateFolder.Claim(root)).Path;
        }
    }
}
