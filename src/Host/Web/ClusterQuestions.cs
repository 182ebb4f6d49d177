using Weir.Actors.Messages;
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
    public async Task<ActionOutcome> TriggerCheckpointAsync(string jobId, CancellationToken cancellationToken)
    {
        var answer = await rest.Leader.AskNowAsync<CheckpointAnswer>(new TriggerNow(jobId), Timeout.InfiniteTimeSpan, cancellationToken);
        return answer.CheckpointId is { } id
            ? new ActionOutcome(IsDone: true, $"Checkpoint {id} is complete.")
            : new ActionOutcome(IsDone: false, $"The checkpoint was not taken ({answer.Reason}): {answer.Message}");
    }

    /// <returns>What became of it, in words.</returns>
    public Task<ActionOutcome> CancelAsync(string jobId)
    {
        rest.Leader.Tell(new CancelJob(jobId));
        return Task.FromResult(new ActionOutcome(IsDone: true, "The job is being cancelled."));
    }
}
