using Akka.Actor;
using Weir.Actors.Alerts;
using Weir.Actors.Artifacts;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.Slots;

namespace Weir.Actors.Clients;

/// <summary>Submits and watches jobs from within a node.</summary>
/// <param name="system">The node's actor system.</param>
/// <param name="node">Takes what clients want.</param>
/// <param name="registered">The jobs that the node brings along.</param>
internal sealed class NodeClient(ActorSystem system, IActorRef node, RegisteredJobs registered)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);
    private long _submitted;

    /// <summary>Runs a job that is an object of this process: other nodes could not build it.</summary>
    public Task<JobClient> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        string name = $"{submission.JobName}#{Interlocked.Increment(ref _submitted)}";
        registered.Add(name, () => submission.Job);
        var submit = new SubmitJob
        {
            JobName = submission.JobName,
            Source = new JobSource.Registered(name),
            Arguments = submission.Arguments,
            Parallelism = submission.Parallelism,
            RestoreFrom = submission.RestoreFrom,
            AllowsNonRestoredState = submission.AllowsNonRestoredState,
            Overrides = submission.Overrides?.ToString(includeFallback: true) ?? "",
        };
        return SubmitAsync(submit, submission.OnNews, cancellationToken);
    }

    /// <summary>Runs a job whose code every node can find.</summary>
    public async Task<JobClient> SubmitAsync(SubmitJob submit, Action<JobNews>? onNews, CancellationToken cancellationToken)
    {
        var client = new JobClient(node);
        client.News += onNews;
        IActorRef watcher = system.ActorOf(JobClientActor.Props(client, node));
        object answer;
        try
        {
            answer = await node.Ask<object>(submit with { Watcher = watcher }, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            system.Stop(watcher);
            throw;
        }

        switch (answer)
        {
            case JobAccepted accepted:
                client.OnAccepted(accepted);
                watcher.Tell(accepted);
                return client;
            case SubmissionRefused refused:
                system.Stop(watcher);
                throw JobRefusal.ToException(refused);
            default:
                system.Stop(watcher);
                throw new InvalidOperationException($"The job manager answered a submission with a {answer.GetType().Name}.");
        }
    }

    /// <summary>A job that has been submitted already, by whomever; of its news only what happens from now on is heard.</summary>
    /// <exception cref="InvalidOperationException">There is no such job.</exception>
    public async Task<JobClient> FindAsync(string jobId, CancellationToken cancellationToken)
    {
        while (true)
        {
            object answer = await node.Ask<object>(new DescribeJob(jobId), Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
            if (answer is NoSuchJob none)
            {
                throw new InvalidOperationException(none.Message);
            }

            if (answer is JobDescription { Shape: { } shape } job)
            {
                var client = new JobClient(node);
                var accepted = new JobAccepted(jobId, job.Status, shape);
                client.OnAccepted(accepted);
                IActorRef watcher = system.ActorOf(JobClientActor.Props(client, node));
                node.Tell(new WatchJob(jobId, watcher));
                watcher.Tell(accepted);
                return client;
            }

            // A leader that has just come is still planning it.
            await Task.Delay(AskAgain, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The jobs that are known, running and ended.</summary>
    public async Task<IReadOnlyList<JobStatus>> ListAsync(CancellationToken cancellationToken) =>
        (await node.Ask<JobList>(ListJobs.Instance, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false)).Jobs;

    /// <summary>Changes settings of a running job: interval, min-pause, timeout and alert rules.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="settings">HOCON.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>All that were changed since the job was submitted, as HOCON.</returns>
    /// <exception cref="InvalidOperationException">Nothing has changed; the message says why.</exception>
    public async Task<string> ConfigureAsync(string jobId, string settings, CancellationToken cancellationToken) =>
        await node.Ask<object>(new ConfigureJob(jobId, settings), Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false) switch
        {
            ConfigureAnswer { Problem: null } done => done.Settings,
            ConfigureAnswer refused => throw new InvalidOperationException(refused.Problem),
            NoSuchJob none => throw new InvalidOperationException(none.Message),
            object other => throw new InvalidOperationException($"The job manager answered a change of settings with a {other.GetType().Name}."),
        };

    /// <summary>The latest alerts, newest first; of one job, or of all.</summary>
    public async Task<IReadOnlyList<JobAlert>> ListAlertsAsync(string? jobId, CancellationToken cancellationToken) =>
        (await node.Ask<AlertList>(new ListAlerts(jobId), Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false)).Alerts;

    /// <summary>The task managers that are registered with the leader.</summary>
    public async Task<IReadOnlyList<TaskManagerStatus>> ListTaskManagersAsync(CancellationToken cancellationToken) =>
        (await node.Ask<TaskManagerList>(ListTaskManagers.Instance, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false)).TaskManagers;

    /// <summary>Deletes a savepoint, unless a job needs it.</summary>
    /// <returns>Why it is still there; null: it is deleted.</returns>
    public async Task<string?> DisposeSavepointAsync(string path, CancellationToken cancellationToken) =>
        (await node.Ask<SavepointDisposed>(new DisposeSavepoint(path), Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false)).Problem;

    /// <summary>A job that was submitted here or elsewhere, running or ended; null when there is none of that id.</summary>
    public async Task<JobClient?> LookUpAsync(string jobId, CancellationToken cancellationToken)
    {
        object answer = await node.Ask<object>(new DescribeJob(jobId), Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        if (answer is not JobDescription found)
        {
            return null;
        }

        var client = new JobClient(node);
        client.OnStatus(found.Status);
        IActorRef watcher = system.ActorOf(JobClientActor.Props(client, node));
        watcher.Tell(new JobAccepted(jobId, found.Status, found.Shape ?? JobShape.Unknown));
        node.Tell(new WatchJob(jobId, watcher));
        return client;
    }
}
