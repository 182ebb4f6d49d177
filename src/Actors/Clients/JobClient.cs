using Akka.Actor;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Actors.Clients;

/// <summary>A submitted job, as seen by the one who submitted it.</summary>
internal sealed class JobClient
{
    private readonly IActorRef _jobManager;
    private readonly TaskCompletionSource<JobResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IDisposable _lease;
    private readonly NewsDesk _news = new();
    private volatile JobStatus _status;

    public JobClient(string jobId, JobStatus initial, JobTopology topology, IActorRef jobManager, IDisposable lease)
    {
        JobId = jobId;
        Topology = topology;
        _status = initial;
        _jobManager = jobManager;
        _lease = lease;
    }

    /// <summary>
    /// News in the order in which it happened, on no particular thread; handlers must not block. The first subscriber
    /// also gets, while it subscribes, what has happened since the submission.
    /// </summary>
    public event Action<JobNews> News
    {
        add => _news.Add(value);
        remove => _news.Remove(value);
    }

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
    /// <exception cref="InvalidOperationException">It was not taken, or not completed, or the job ended meanwhile: the message says which.</exception>
    public async Task<long> TriggerCheckpointAsync(CancellationToken cancellationToken = default)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<AnswerRequest> asked = _jobManager.Ask<AnswerRequest>(new TriggerNow(JobId), Timeout.InfiniteTimeSpan, waiting.Token);
        await Task.WhenAny(asked, _completion.Task).ConfigureAwait(false);
        if (!asked.IsCompleted)
        {
            // The one who was to answer is gone with the job.
            await waiting.CancelAsync().ConfigureAwait(false);
            await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!asked.IsCompletedSuccessfully)
            {
                throw new InvalidOperationException($"The checkpoint was not taken: the job has ended ({Status.State}).");
            }
        }

        AnswerRequest answer = await asked.ConfigureAwait(false);
        return answer.CompletedId ?? throw new InvalidOperationException(
            $"The checkpoint was not taken ({answer.Reason?.Text() ?? "unknown"}): {answer.Message}");
    }

    /// <summary>Makes a running subtask fail as if one of its functions had thrown; one that does not run ignores it.</summary>
    public void InjectFailure(SubtaskId subtask, string message) => _jobManager.Tell(new InjectFailure(JobId, subtask, message));

    internal void OnStatus(JobStatus status) => _status = status;

    internal void OnNews(JobNews news) => _news.Publish(news);

    internal void OnEnded(JobResult result)
    {
        _status = result.Status;
        _lease.Dispose();
        _completion.TrySetResult(result);
    }
}
