using System.Globalization;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Host.Rest;
using Weir.Operators.Graph;

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

    /// <returns>What became of it, in words.</returns>
    /// <param name="jobId">Which job.</param>
    /// <param name="parallelism">Of each operator, as it was written; empty: what they have.</param>
    /// <param name="operators">UID=N of those that are to have another, with commas or spaces between; empty: none.</param>
    /// <param name="cancellationToken">Ends the wait, not the change.</param>
    /// <exception cref="RestFailure">There is no such job, or what was written says nothing.</exception>
    /// <exception cref="InvalidOperationException">It does not run so; the message says why.</exception>
    public async Task<ActionOutcome> RescaleAsync(string jobId, string parallelism, string operators, CancellationToken cancellationToken)
    {
        int? ofAll = parallelism.Length == 0 ? null
            : int.TryParse(parallelism, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
            : throw RestFailure.BadRequest($"The number of subtasks is {parallelism}; it must be a number from 1 on.");
        var ofSome = operators.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(each => OperatorParallelism.Parse(each) ?? throw RestFailure.BadRequest($"{each} is no operator's number; that must be UID=N, with a number from 1 on."))
            .ToList();
        if (ofAll is null && ofSome.Count == 0)
        {
            throw RestFailure.BadRequest("Nothing was to change: no number was given.");
        }

        if (ofSome.GroupBy(each => each.Uid).FirstOrDefault(each => each.Count() > 1) is { } twice)
        {
            throw RestFailure.BadRequest($"Operator {twice.Key} is to have {string.Join(" and ", twice.Select(each => each.Parallelism))}.");
        }

        var job = await JobAsync(jobId);
        var done = await job.Client.RescaleAsync(ofAll, ofSome, cancellationToken);
        return new ActionOutcome(IsDone: true, done.Message);
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
