using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Host.Rest;

namespace Weir.Host.Web;

/// <summary>Asks the leader what the paths of REST ask it too, so that pages and REST share its answers.</summary>
internal sealed class ClusterQuestions(RestServices rest)
{
    public TimeProvider Time => rest.Time;

    public TimeSpan RefreshInterval => rest.Settings.RefreshInterval;

    /// <exception cref="RestFailure">There is no such job, or no leader.</exception>
    public Task<T> AskAsync<T>(object question, CancellationToken cancellationToken) => rest.Leader.AskAsync<T>(question, cancellationToken);

    /// <returns>What became of it, in words.</returns>
    /// <exception cref="RestFailure">There is no such job.</exception>
    /// <exception cref="InvalidOperationException">It was not taken; the message says why.</exception>
    public async Task<ActionOutcome> TriggerCheckpointAsync(string jobId, CancellationToken cancellationToken)
    {
        var job = await JobAsync(jobId);
        var id = await job.TakeCheckpointAsync(cancellationToken);
        return new ActionOutcome(IsDone: true, $"Checkpoint {id} is complete.");
    }

    /// <inheritdoc cref="TriggerCheckpointAsync"/>
    /// <param name="jobId">Of which job.</param>
    /// <param name="folder">Where its own folder is made; null: where the configuration says.</param>
    /// <param name="cancellationToken">Ends the wait, not the savepoint.</param>
    public async Task<ActionOutcome> TriggerSavepointAsync(string jobId, string? folder, CancellationToken cancellationToken)
    {
        var job = await JobAsync(jobId);
        var location = await job.SavepointAsync(folder, cancellationToken: cancellationToken);
        return new ActionOutcome(IsDone: true, $"The savepoint is at {location}.");
    }

    /// <inheritdoc cref="TriggerSavepointAsync"/>
    /// <param name="jobId">Which job.</param>
    /// <param name="isDrained">Whether event time goes to its end before.</param>
    /// <param name="folder">Where the savepoint's own folder is made; null: where the configuration says.</param>
    /// <param name="cancellationToken">Ends the wait, not the stop.</param>
    public async Task<ActionOutcome> StopAsync(string jobId, bool isDrained, string? folder, CancellationToken cancellationToken)
    {
        var job = await JobAsync(jobId);
        var location = await job.StopAsync(isDrained, folder, cancellationToken);
        return new ActionOutcome(IsDone: true, $"The job has stopped. Its savepoint is at {location}.");
    }

    /// <returns>What became of it, in words.</returns>
    /// <exception cref="RestFailure">There is no such job.</exception>
    public async Task<ActionOutcome> CancelAsync(string jobId, CancellationToken cancellationToken)
    {
        var job = await JobAsync(jobId);
        var result = await job.CancelAsync(cancellationToken);
        return result.Outcome == JobOutcome.Cancelled
            ? new ActionOutcome(IsDone: true, "The job was cancelled.")
            : new ActionOutcome(IsDone: false, $"The job has ended as {result.Outcome} before it could be cancelled.");
    }

    private async Task<JobHandle> JobAsync(string jobId) => await rest.FindJob(jobId) ?? throw RestFailure.NotFound($"Job {jobId} not found");
}
