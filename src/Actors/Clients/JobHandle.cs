using Weir.Actors.Jobs;

namespace Weir.Actors.Clients;

/// <summary>A job that was submitted or found. It can be used from any thread, as long as its actor system runs.</summary>
public sealed class JobHandle
{
    private readonly JobClient _client;

    internal JobHandle(JobClient client) => _client = client;

    /// <summary>32 hexadecimal digits; the same for all of the job's life.</summary>
    public string Id => _client.JobId;

    /// <summary>The job's name.</summary>
    public string Name => _client.Status.JobName;

    /// <summary>The latest figures; they are a fraction of a second old.</summary>
    public JobStatus Status => _client.Status;

    /// <summary>Ends when the job has ended, however it did; never faults.</summary>
    public Task<JobResult> Completion => _client.Completion;

    /// <summary>Takes a checkpoint now.</summary>
    /// <returns>Its id, when it is complete.</returns>
    /// <exception cref="InvalidOperationException">It was not taken, or not completed, or the job ended meanwhile; the message says why.</exception>
    public Task<long> TakeCheckpointAsync(CancellationToken cancellationToken = default) => _client.TriggerCheckpointAsync(cancellationToken);

    /// <summary>Ends the job without a last checkpoint: what was not committed is dropped.</summary>
    /// <param name="cancellationToken">Ends the wait, not the cancellation.</param>
    /// <returns>How the job ended: it may have finished before it could be cancelled.</returns>
    public Task<JobResult> CancelAsync(CancellationToken cancellationToken = default)
    {
        _client.Cancel();
        return _client.Completion.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Id}): {Status.State}";
}
