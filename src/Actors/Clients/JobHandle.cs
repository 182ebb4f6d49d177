using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Graph;
using Weir.State;

namespace Weir.Actors.Clients;

/// <summary>A job that was submitted or found. It can be used from any thread, as long as its actor system runs.</summary>
public sealed class JobHandle
{
    private readonly JobClient _client;

    internal JobHandle(JobClient client) => _client = client;

    internal JobClient Client => _client;

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

    /// <summary>Takes a savepoint now: a checkpoint of its own, which Weir never deletes, to start a job from. The job goes on.</summary>
    /// <param name="directory">The folder in which the savepoint's own is made, as all nodes see it; null: weir.checkpointing.savepoint.dir.</param>
    /// <param name="format">How state is written.</param>
    /// <param name="cancellationToken">Ends the wait, not the savepoint.</param>
    /// <returns>The savepoint's folder, when it is complete.</returns>
    /// <exception cref="InvalidOperationException">It was not taken, or not completed, or the job ended meanwhile; the message says why.</exception>
    public Task<string> SavepointAsync(
        string? directory = null, SavepointFormat format = SavepointFormat.Canonical, CancellationToken cancellationToken = default) =>
        _client.TriggerSavepointAsync(new TriggerSavepoint(Id, directory, format), cancellationToken);

    /// <summary>
    /// Takes a savepoint and ends the job with it: what was prepared up to there is committed, and the job has
    /// finished. If the savepoint fails, the job goes on.
    /// </summary>
    /// <param name="drain">
    /// Event time goes to its end before, so that windows fire: for a job that is not to go on. Otherwise the savepoint holds the state as it is.
    /// </param>
    /// <param name="directory">The folder in which the savepoint's own is made, as all nodes see it; null: weir.checkpointing.savepoint.dir.</param>
    /// <param name="cancellationToken">Ends the wait, not the stop.</param>
    /// <returns>The savepoint's folder, when the job has ended.</returns>
    /// <exception cref="InvalidOperationException">The savepoint was not taken, or not completed, or the job ended otherwise; the message says why.</exception>
    public async Task<string> StopAsync(bool drain = false, string? directory = null, CancellationToken cancellationToken = default)
    {
        var stop = new TriggerSavepoint(Id, directory, Stop: drain ? StopMode.Drain : StopMode.Suspend);
        string path = await _client.TriggerSavepointAsync(stop, cancellationToken).ConfigureAwait(false);
        JobResult result = await _client.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        return result.Outcome == JobOutcome.Finished
            ? path
            : throw new InvalidOperationException($"The job has ended as {result.Outcome}, after its savepoint {path} was complete{(result.Cause is { } cause ? $": {cause.Message}" : ".")}");
    }

    /// <summary>
    /// Has the job go on at another parallelism: a checkpoint is taken, all subtasks stop, and start again with its state, dealt out anew. Each
    /// record still counts once. What can be wrong with it is found before anything stops.
    /// </summary>
    /// <param name="parallelism">Of each operator that can have it, whatever the job's code says.</param>
    /// <param name="cancellationToken">Ends the wait, not the change.</param>
    /// <returns>Ends when the job runs at it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    /// <exception cref="InvalidOperationException">It does not: an operator can't have that parallelism, there are not as many slots, the job has ended. The message says why.</exception>
    public Task RescaleAsync(int parallelism, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        return _client.RescaleAsync(parallelism, cancellationToken);
    }

    /// <summary>The same, with parallelisms for single operators.</summary>
    /// <param name="operators">By their uids: operators that are to have a parallelism of their own.</param>
    /// <param name="parallelism">Of all others; null: each keeps what it has.</param>
    /// <param name="cancellationToken">Ends the wait, not the change.</param>
    /// <returns>Ends when the job runs so.</returns>
    /// <exception cref="ArgumentOutOfRangeException">One is not positive.</exception>
    /// <exception cref="InvalidOperationException">
    /// It does not: there is no such operator, it can't have that parallelism, or not without that of the one before it, there are not as many
    /// slots, the job has ended. The message says why.
    /// </exception>
    public Task RescaleAsync(IReadOnlyDictionary<string, int> operators, int? parallelism = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operators);
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism ?? 1, 1, nameof(parallelism));
        foreach ((string uid, int number) in operators)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(number, 1, $"the parallelism of {uid}");
        }

        return _client.RescaleAsync(parallelism, [.. operators.Select(each => new OperatorParallelism(each.Key, each.Value))], cancellationToken);
    }

    /// <summary>Looks a key up in the job's state: live, in the subtask that has it, or in the latest completed checkpoint.</summary>
    /// <param name="query">What is wanted, of this job.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">There is no such operator or state, or the key is none of it; the message says which there are.</exception>
    /// <exception cref="InvalidOperationException">Not now: the subtask is being started again, the job has ended, enough look-ups are under way. The message says which.</exception>
    /// <exception cref="TimeoutException">There was no answer within 10 s.</exception>
    public Task<StateAnswer> QueryStateAsync(QueryState query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _client.QueryAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Id}): {Status.State}";
}
