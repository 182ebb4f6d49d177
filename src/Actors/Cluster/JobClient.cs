using Akka.Actor;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Actors.Cluster;

/// <summary>A submitted job, as seen by the one who submitted it.</summary>
internal sealed class JobClient
{
    private readonly IActorRef _jobManager;
    private readonly TaskCompletionSource<JobResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile JobStatus _status;

    public JobClient(string jobId, JobStatus initial, JobTopology topology, IActorRef jobManager)
    {
        JobId = jobId;
        Topology = topology;
        _status = initial;
        _jobManager = jobManager;
    }

    /// <summary>News in the order in which it happened, on no particular thread; handlers must not block.</summary>
    public event Action<JobNews>? News;

    public string JobId { get; }

    public JobTopology Topology { get; }

    /// <summary>Ends with the job; never faults.</summary>
    public Task<JobResult> Completion => _completion.Task;

    /// <summary>The latest figures.</summary>
    public JobStatus Status => _status;

    /// <summary>Asks for the job's end, without a final checkpoint; <see cref="Completion"/> says when it is there.</summary>
    public void Cancel() => _jobManager.Tell(new CancelJob(JobId));

    /// <summary>Takes a checkpoint now.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="InvalidOperationException">It was not taken, or not completed: the message says why.</exception>
    public async Task<long> TriggerCheckpointAsync(CancellationToken cancellationToken = default)
    {
        AnswerRequest answer = await _jobManager.Ask<AnswerRequest>(new TriggerNow(JobId), Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        return answer.CompletedId ?? throw new InvalidOperationException(
            $"The checkpoint was not taken ({answer.Reason?.Text() ?? "unknown"}): {answer.Message}");
    }

    /// <summary>Makes a running subtask fail as if one of its functions had thrown; one that does not run ignores it.</summary>
    public void InjectFailure(SubtaskId subtask, string message) => _jobManager.Tell(new InjectFailure(JobId, subtask, message));

    internal void OnStatus(JobStatus status) => _status = status;

    internal void OnNews(JobNews news) => News?.Invoke(news);

    internal void OnEnded(JobResult result)
    {
        _status = result.Status;
        _completion.TrySetResult(result);
    }
}
