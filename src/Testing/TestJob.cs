using Weir.Actors.Clients;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Testing;

/// <summary>A job that runs in a test cluster. The methods that wait end by signals, or fail after the cluster's patience with what is known.</summary>
public sealed class TestJob
{
    private readonly JobClient _client;
    private readonly JobHistory _history;
    private readonly WeirTestCluster _cluster;

    internal TestJob(JobClient client, JobHistory history, WeirTestCluster cluster)
    {
        _client = client;
        _history = history;
        _cluster = cluster;
    }

    /// <summary>32 hexadecimal digits.</summary>
    public string Id => _client.JobId;

    /// <summary>Ids of the completed checkpoints so far, in their order.</summary>
    public IReadOnlyList<long> CompletedCheckpoints => _history.Completed;

    /// <summary>Failures so far, in their order: what failed, and why.</summary>
    public IReadOnlyList<string> Failures => _history.Failures;

    /// <summary>How often the job has recovered so far: all its subtasks had their state again.</summary>
    public int Recoveries => _history.Recoveries;

    /// <summary>Ends when all subtasks of the job run, or have finished.</summary>
    public async Task WhenRunningAsync()
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.StatusChanged += Look;
        try
        {
            Look();
            await WhileItRunsAsync(running.Task, "that all its subtasks run").ConfigureAwait(false);
        }
        finally
        {
            _client.StatusChanged -= Look;
        }

        void Look()
        {
            JobStatus status = _client.Status;
            if (status.State == JobState.Running && status.SubtasksRunning == status.Subtasks)
            {
                running.TrySetResult();
            }
        }
    }

    /// <summary>Takes a checkpoint as soon as all subtasks run.</summary>
    /// <returns>Its id, when it is complete.</returns>
    /// <exception cref="InvalidOperationException">It was not taken, or not completed; the message says why.</exception>
    public async Task<long> CheckpointAsync()
    {
        await WhenRunningAsync().ConfigureAwait(false);
        Task<long> taken = _client.TriggerCheckpointAsync();
        await _cluster.WaitAsync(taken, this, "that a checkpoint is taken").ConfigureAwait(false);
        return await taken.ConfigureAwait(false);
    }

    /// <summary>Takes a savepoint as soon as all subtasks run. The job goes on.</summary>
    /// <returns>Its folder, for <see cref="TestJobOptions.StartFrom"/>.</returns>
    /// <exception cref="InvalidOperationException">It was not taken, or not completed; the message says why.</exception>
    public Task<string> SavepointAsync() => SavepointAsync(StopMode.None, "that a savepoint is taken");

    /// <summary>Ends the job with a savepoint as soon as all subtasks run. Ends when the job has ended.</summary>
    /// <param name="drain">Whether event time goes to its end before.</param>
    /// <returns>The savepoint's folder, for <see cref="TestJobOptions.StartFrom"/>.</returns>
    /// <exception cref="InvalidOperationException">The savepoint was not completed, and the job goes on; the message says why.</exception>
    public async Task<string> StopAsync(bool drain = false)
    {
        string path = await SavepointAsync(drain ? StopMode.Drain : StopMode.Suspend, "that it is stopped with a savepoint").ConfigureAwait(false);
        await FinishAsync().ConfigureAwait(false);
        return path;
    }

    /// <summary>Has the job go on at another parallelism as soon as all subtasks run, from a checkpoint that is taken for it. Ends when it does.</summary>
    /// <param name="parallelism">Of all operators; those that are limited to fewer subtasks have those.</param>
    /// <exception cref="InvalidOperationException">It does not; the message says why.</exception>
    public async Task RescaleAsync(int parallelism)
    {
        await WhenRunningAsync().ConfigureAwait(false);
        Task<RescaleAnswer> rescaled = _client.RescaleAsync(parallelism);
        await _cluster.WaitAsync(rescaled, this, $"that it runs at parallelism {parallelism}").ConfigureAwait(false);
        await rescaled.ConfigureAwait(false);
    }

    private async Task<string> SavepointAsync(StopMode stop, string what)
    {
        await WhenRunningAsync().ConfigureAwait(false);
        Task<string> taken = _client.TriggerSavepointAsync(new TriggerSavepoint(Id, _cluster.SavepointDirectory, Stop: stop));
        await _cluster.WaitAsync(taken, this, what).ConfigureAwait(false);
        return await taken.ConfigureAwait(false);
    }

    /// <summary>Ends when a checkpoint with this id, or a later one, has completed.</summary>
    public Task WhenCheckpointCompletedAsync(long atLeast = 1) =>
        WhileItRunsAsync(_history.WhenCompletedAsync(atLeast), $"that checkpoint {atLeast} or a later one is complete");

    /// <summary>Ends when the job has failed so many times: subtasks, not the job for good.</summary>
    public Task WhenFailedAsync(int times = 1) => _cluster.WaitAsync(_history.WhenFailedAsync(times), this, $"its failure {times}");

    /// <summary>Ends when the job has recovered so many times: all its subtasks have their state again.</summary>
    public Task WhenRecoveredAsync(int times = 1) => WhileItRunsAsync(_history.WhenRecoveredAsync(times), $"its recovery {times}");

    /// <summary>What its alert rules have said so far, in that order: an entry when one fires, and another with its end when it is over.</summary>
    public IReadOnlyList<JobAlert> Alerts => _history.Alerts;

    /// <summary>Ends when an alert has begun to fire.</summary>
    public Task WhenAlertFiresAsync(AlertRule rule) => WhileItRunsAsync(_history.WhenAlertAsync(rule, isFiring: true), $"the alert {rule}");

    /// <summary>Ends when an alert that has fired is over.</summary>
    public Task WhenAlertClearsAsync(AlertRule rule) => WhileItRunsAsync(_history.WhenAlertAsync(rule, isFiring: false), $"the end of the alert {rule}");

    /// <summary>Ends when the job has finished: all its input is processed, and its results are committed.</summary>
    /// <exception cref="JobFailedException">It ended otherwise.</exception>
    public async Task FinishAsync()
    {
        await _cluster.WaitAsync(_client.Completion, this, "that it finishes").ConfigureAwait(false);
        JobResult result = await _client.Completion.ConfigureAwait(false);
        if (result.Outcome != JobOutcome.Finished)
        {
            throw new JobFailedException($"Job {Id} was to finish, and is {result.Outcome}. {result.Cause?.Detail ?? result.Cause?.Message}");
        }
    }

    /// <summary>Ends when the job has failed for good.</summary>
    /// <returns>Why.</returns>
    /// <exception cref="JobFailedException">It ended otherwise.</exception>
    public async Task<string> FailAsync()
    {
        await _cluster.WaitAsync(_client.Completion, this, "that it fails for good").ConfigureAwait(false);
        JobResult result = await _client.Completion.ConfigureAwait(false);
        return result.Outcome == JobOutcome.Failed
            ? result.Cause!.ToString()
            : throw new JobFailedException($"Job {Id} was to fail for good, and is {result.Outcome}.");
    }

    /// <summary>Cancels the job. Ends when it has ended.</summary>
    public Task CancelAsync()
    {
        _client.Cancel();
        return _cluster.WaitAsync(_client.Completion, this, "that it is cancelled");
    }

    /// <summary>Flips a bit in the middle of the largest file of a completed checkpoint, as a failing disk does.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such checkpoint.</exception>
    public void CorruptCheckpoint(long checkpointId)
    {
        var folder = new DirectoryInfo(Path.Combine(_cluster.StorageDirectory, Id, $"chk-{checkpointId}"));
        FileInfo victim = folder.EnumerateFiles("*", SearchOption.AllDirectories).MaxBy(file => file.Length)
            ?? throw new DirectoryNotFoundException($"Checkpoint {checkpointId} of job {Id} has no files in {folder}.");
        using FileStream file = victim.Open(FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = file.Length / 2;
        int damaged = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(damaged ^ 1));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        JobStatus status = _client.Status;
        return $"job {Id} is {status.State}: {status.SubtasksRunning} of {status.Subtasks} subtasks run, {status.RecordsRead} records read, "
            + $"checkpoints {(CompletedCheckpoints.Count == 0 ? "none" : string.Join(", ", CompletedCheckpoints))}, "
            + $"recoveries {Recoveries}, failures {(Failures.Count == 0 ? "none" : string.Join("; ", Failures))}";
    }

    private async Task WhileItRunsAsync(Task awaited, string what)
    {
        await _cluster.WaitAsync(Task.WhenAny(awaited, _client.Completion), this, what).ConfigureAwait(false);
        if (!awaited.IsCompleted)
        {
            JobResult result = await _client.Completion.ConfigureAwait(false);
            throw new JobFailedException($"Waited for job {Id}: {what}; it has ended, {result.Outcome}. {result.Cause?.Detail ?? result.Cause?.Message}");
        }
    }
}
