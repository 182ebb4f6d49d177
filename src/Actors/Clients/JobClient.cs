using Akka.Actor;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Graph;

namespace Weir.Actors.Clients;

/// <summary>A submitted job, as seen by the one who submitted it.</summary>
internal sealed class JobClient(IActorRef node)
{
    private static readonly TimeSpan QueryPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan InjectionPatience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource<JobResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NewsDesk _news = new();
    private TaskCompletionSource _takenOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isCancelling;
    private volatile JobStatus _status = new() { JobId = "", JobName = "" };

    /// <summary>
    /// News in the order in which it happened, on no particular thread; handlers must not block. The first subscriber
    /// also gets, while it subscribes, what has happened since the submission.
    /// </summary>
    public event Action<JobNews> News
    {
        add => _news.Add(value);
        remove => _news.Remove(value);
    }

    /// <summary><see cref="Status"/> has been told anew; on no particular thread; handlers must not block.</summary>
    public event Action? StatusChanged;

    public string JobId => Status.JobId;

    /// <summary>Null when the job was accepted before, and has ended since or is not planned again yet.</summary>
    public JobTopology Topology { get; private set; } = null!;

    /// <summary>Ends with the job; never faults.</summary>
    public Task<JobResult> Completion => _completion.Task;

    /// <summary>The job is to end: whoever leads next is told so too.</summary>
    internal bool IsCancelling { get => Volatile.Read(ref _isCancelling); private set => Volatile.Write(ref _isCancelling, value); }

    /// <summary>The latest figures.</summary>
    public JobStatus Status => _status;

    /// <summary>Asks for the job's end, without a final checkpoint, and again until it is there, which <see cref="Completion"/> says.</summary>
    public void Cancel()
    {
        IsCancelling = true;
        node.Tell(new CancelJob(JobId), ActorRefs.NoSender);
    }

    /// <summary>Takes a checkpoint now.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="InvalidOperationException">It was not taken, or not completed, or the job ended meanwhile: the message says which.</exception>
    public async Task<long> TriggerCheckpointAsync(CancellationToken cancellationToken = default)
    {
        return await AskAsync(new TriggerNow(JobId), cancellationToken).ConfigureAwait(false) switch
        {
            null => throw new InvalidOperationException($"The checkpoint was not taken: {WhyNoAnswer()}"),
            CheckpointAnswer { CheckpointId: { } id } => id,
            CheckpointAnswer { Reason: CheckpointAnswer.Unknown } answer => throw new InvalidOperationException($"Whether the checkpoint was taken is not known: {answer.Message}"),
            CheckpointAnswer answer => throw new InvalidOperationException($"The checkpoint was not taken ({answer.Reason}): {answer.Message}"),
            NoSuchJob none => throw new InvalidOperationException($"The checkpoint was not taken: {none.Message}"),
            var other => throw new InvalidOperationException($"The checkpoint was not taken: the answer was a {other.GetType().Name}."),
        };
    }

    /// <summary>Takes a savepoint now; with a stop mode it ends the job, a little later: see <see cref="Completion"/>.</summary>
    /// <returns>Its folder.</returns>
    /// <exception cref="InvalidOperationException">It was not taken, or not completed, or the job ended meanwhile: the message says which.</exception>
    public async Task<string> TriggerSavepointAsync(TriggerSavepoint trigger, CancellationToken cancellationToken = default)
    {
        return await AskAsync(trigger with { JobId = JobId }, cancellationToken).ConfigureAwait(false) switch
        {
            null => throw new InvalidOperationException($"The savepoint was not taken: {WhyNoAnswer()}"),
            SavepointAnswer { Location: { } path } => path,
            SavepointAnswer { Reason: CheckpointAnswer.Unknown } answer => throw new InvalidOperationException($"Whether the savepoint was taken is not known: {answer.Message}"),
            SavepointAnswer answer => throw new InvalidOperationException($"The savepoint was not taken ({answer.Reason}): {answer.Message}"),
            NoSuchJob none => throw new InvalidOperationException($"The savepoint was not taken: {none.Message}"),
            var other => throw new InvalidOperationException($"The savepoint was not taken: the answer was a {other.GetType().Name}."),
        };
    }

    /// <summary>Looks a key up in the job's state.</summary>
    /// <exception cref="ArgumentException">There is no such operator or state, or the key is none of it.</exception>
    /// <exception cref="InvalidOperationException">Not now: the message says why.</exception>
    /// <exception cref="TimeoutException">There is no answer.</exception>
    public async Task<StateAnswer> QueryAsync(QueryState query, CancellationToken cancellationToken = default)
    {
        try
        {
            return await node.Ask<object>(query with { JobId = JobId }, QueryPatience, cancellationToken).ConfigureAwait(false) switch
            {
                StateAnswer found => found,
                StateRefused { Kind: StateRefusal.Invalid } wrong => throw new ArgumentException(wrong.Message, nameof(query)),
                StateRefused refused => throw new InvalidOperationException(refused.Message),
                NoSuchJob none => throw new InvalidOperationException(none.Message),
                var other => throw new InvalidOperationException($"The answer was a {other.GetType().Name}."),
            };
        }
        catch (AskTimeoutException late)
        {
            throw new TimeoutException($"The state of job {JobId} was not looked up within {QueryPatience.TotalSeconds:0} s.", late);
        }
    }

    /// <summary>Has the job go on at another parallelism, from its latest checkpoint; one is taken for it if that can be had in time.</summary>
    /// <returns>When it does.</returns>
    /// <exception cref="InvalidOperationException">It does not, and the message says why, and at which parallelism it runs.</exception>
    public Task<RescaleAnswer> RescaleAsync(int parallelism, CancellationToken cancellationToken = default) => RescaleAsync(parallelism, [], cancellationToken);

    /// <summary>The same with single operators at parallelisms of their own.</summary>
    /// <param name="parallelism">Of all others; null: what they have.</param>
    /// <param name="operators">These operators'.</param>
    /// <param name="cancellationToken">Ends the wait, not the change.</param>
    public async Task<RescaleAnswer> RescaleAsync(int? parallelism, IReadOnlyList<OperatorParallelism> operators, CancellationToken cancellationToken = default)
    {
        // To be asked again of a later leader, which knows what the one before it has recorded.
        return await AskAsync(new RescaleJob(JobId, parallelism, operators), cancellationToken, isForAnyLeader: true).ConfigureAwait(false) switch
        {
            null => throw new InvalidOperationException($"The job was not rescaled: {WhyNoAnswer()}"),
            RescaleAnswer { Kind: RescaleOutcome.Done } done => done,
            RescaleAnswer answer => throw new InvalidOperationException(answer.Message),
            NoSuchJob none => throw new InvalidOperationException($"The job was not rescaled: {none.Message}"),
            var other => throw new InvalidOperationException($"The job was not rescaled: the answer was a {other.GetType().Name}."),
        };
    }

    /// <summary>Makes a running subtask fail as if one of its functions had thrown; one that does not run ignores it.</summary>
    /// <exception cref="InvalidOperationException">It is refused: <c>weir.faults.enabled</c> is off.</exception>
    /// <exception cref="AskTimeoutException">There is no leader.</exception>
    public async Task InjectFailureAsync(SubtaskId subtask, string message)
    {
        InjectionAnswer answer = await node.Ask<InjectionAnswer>(new InjectFailure(JobId, subtask, message), InjectionPatience).ConfigureAwait(false);
        if (answer.Problem is { } problem)
        {
            throw new InvalidOperationException(problem);
        }
    }

    internal void OnAccepted(JobAccepted accepted)
    {
        if (accepted.Shape.Vertices.Count > 0)
        {
            Topology = accepted.Shape.ToTopology();
        }

        if (_status.JobId.Length == 0)
        {
            _status = accepted.Status;
        }
    }

    internal void OnStatus(JobStatus status)
    {
        _status = status;
        StatusChanged?.Invoke();
    }

    internal void OnNews(JobNews news)
    {
        if (news is JobNews.TakenOver)
        {
            Interlocked.Exchange(ref _takenOver, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }

        _news.Publish(news);
    }

    internal void OnEnded(JobResult result)
    {
        _status = result.Status;
        _completion.TrySetResult(result);
    }

    /// <returns>Null when the one who was to answer is gone: with the job, or a leader that is over.</returns>
    private async Task<object?> AskAsync(object question, CancellationToken cancellationToken, bool isForAnyLeader = false)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task takenOver = Volatile.Read(ref _takenOver).Task;
        Task<object> asked = node.Ask<object>(question, Timeout.InfiniteTimeSpan, waiting.Token);
        await (isForAnyLeader ? Task.WhenAny(asked, _completion.Task) : Task.WhenAny(asked, _completion.Task, takenOver)).ConfigureAwait(false);
        if (!asked.IsCompleted)
        {
            await waiting.CancelAsync().ConfigureAwait(false);
            await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!asked.IsCompletedSuccessfully)
            {
                return null;
            }
        }

        return await asked.ConfigureAwait(false);
    }

    private string WhyNoAnswer() => _completion.Task.IsCompleted
        ? $"the job has ended ({Status.State})."
        : $"the cluster has another leader now, which knows nothing of the request. The job is {Status.State}; its latest savepoint is {Status.LastSavepointPath ?? "none"}.";
}
