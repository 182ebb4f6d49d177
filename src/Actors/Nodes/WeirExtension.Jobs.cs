using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Weir.Actors.Artifacts;
using Weir.Actors.Clients;
using Weir.Actors.Configuration;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Streams;

namespace Weir.Actors.Nodes;

/// <summary>Jobs, as applications run them.</summary>
public sealed partial class WeirExtension
{
    private readonly ActorSystem _system;
    private readonly ConcurrentDictionary<string, JobHandle> _handles = new(StringComparer.Ordinal);

    /// <summary>Every setting with its default, to be put below an application's own: <c>mine.WithFallback(WeirExtension.DefaultConfiguration)</c>.</summary>
    /// <remarks>
    /// An actor system that was started without them gets the settings below <c>weir</c> when Weir starts in it. Those below <c>akka</c>, such as how soon a dead
    /// node is noticed, only count when they are there from the start.
    /// </remarks>
    public static Config DefaultConfiguration => ReferenceConfiguration.Config;

    private NodeClient Client => field ??= new NodeClient(_system, Node, Services.Registered);

    /// <summary>Makes a job known on this node by the name of its class. All nodes of a cluster must know it.</summary>
    /// <exception cref="InvalidOperationException">Another job has this name.</exception>
    public void RegisterJob<TJob>()
        where TJob : IStreamJob, new() => RegisterJob(NameOf<TJob>(), static () => new TJob());

    /// <summary>Makes a job known on this node by a name. All nodes of a cluster must know it.</summary>
    /// <param name="name">By which it is submitted.</param>
    /// <param name="create">Makes the job; called each time that its graph is built. What it makes must define the same graph each time, on every node.</param>
    /// <exception cref="InvalidOperationException">Another job has this name.</exception>
    public void RegisterJob(string name, Func<IStreamJob> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        Services.Registered.Add(name, create);
    }

    /// <summary>Runs a job that is registered by the name of its class, or else registers it first.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait for the job manager; a job that it has accepted runs all the same.</param>
    /// <exception cref="InvalidConfigurationException">A setting cannot be used.</exception>
    /// <exception cref="SubmissionRefusedException">Something is wrong with the job or its arguments, or it cannot read or write what it has to.</exception>
    /// <exception cref="JobAlreadyFinishedException">It was to go on, and has finished.</exception>
    /// <exception cref="RestoreRefusedException">It was to go on, and would do so without state that it had.</exception>
    /// <exception cref="IOException">The checkpoint storage cannot be used, or another process runs the job.</exception>
    public Task<JobHandle> SubmitAsync<TJob>(JobOptions? options = null, CancellationToken cancellationToken = default)
        where TJob : IStreamJob, new()
    {
        string name = NameOf<TJob>();
        Services.Registered.AddIfMissing(name, static () => new TJob());
        return SubmitAsync(name, options, cancellationToken);
    }

    /// <summary>Runs a registered job.</summary>
    /// <inheritdoc cref="SubmitAsync{TJob}(JobOptions?, CancellationToken)"/>
    /// <param name="registeredName">The name that it is registered by.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait for the job manager; a job that it has accepted runs all the same.</param>
    public Task<JobHandle> SubmitAsync(string registeredName, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        SubmitAsync(registeredName, options, findsRunning: false, cancellationToken);

    private async Task<JobHandle> SubmitAsync(string registeredName, JobOptions? options, bool findsRunning, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(registeredName);
        JobOptions chosen = options ?? new JobOptions();
        string jobName = chosen.Name ?? registeredName;
        JobClient client = await Client.SubmitAsync(
            new SubmitJob
            {
                JobName = jobName,
                Source = new JobSource.Registered(registeredName),
                Arguments = chosen.Arguments,
                Parallelism = chosen.Parallelism,
                RestoreFrom = chosen.Start.From,
                AllowsNonRestoredState = chosen.AllowsNonRestoredState,
                Overrides = chosen.Configuration,
                FindsRunning = findsRunning,
            },
            onNews: null,
            cancellationToken).ConfigureAwait(false);
        return Keep(client);
    }

    /// <summary>The jobs that the job manager knows, running and ended, in the order in which they were submitted.</summary>
    /// <param name="cancellationToken">Ends the wait: without a leader there is no answer.</param>
    public Task<IReadOnlyList<JobStatus>> GetJobsAsync(CancellationToken cancellationToken = default) => Client.ListAsync(cancellationToken);

    /// <summary>A job that was submitted here, or elsewhere in the cluster, or by an earlier run of this process.</summary>
    /// <param name="jobId">32 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the wait: without a leader there is no answer.</param>
    /// <returns>Null when there is no such job, or it has ended and is forgotten.</returns>
    public async Task<JobHandle?> FindJobAsync(string jobId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobId);
        if (_handles.TryGetValue(jobId, out JobHandle? known))
        {
            return known;
        }

        JobClient? client = await Client.LookUpAsync(jobId, cancellationToken).ConfigureAwait(false);
        return client is null ? null : Keep(client);
    }

    /// <summary>
    /// Runs a registered job, unless one of its name runs already: then that one is meant. What several nodes of a cluster, or an application that is started
    /// again, can call without running the job twice.
    /// </summary>
    /// <inheritdoc cref="SubmitAsync{TJob}(JobOptions?, CancellationToken)"/>
    /// <param name="registeredName">The name that it is registered by. Its code must not set another name than the options say.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait for the job manager; a job that it has accepted runs all the same.</param>
    public async Task<JobHandle> RunOrFindAsync(string registeredName, JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        string jobName = options?.Name ?? registeredName;
        if (await FindRunningAsync(jobName, cancellationToken).ConfigureAwait(false) is { } running)
        {
            return running;
        }

        try
        {
            // The leader looks once more, for it takes one submission after the other.
            return await SubmitAsync(registeredName, options, findsRunning: true, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Somebody else who submits it in other ways may have been quicker.
            if (await FindRunningAsync(jobName, cancellationToken).ConfigureAwait(false) is { } other)
            {
                return other;
            }

            throw;
        }
    }

    /// <summary>Runs a job whose code is in the cluster's artifacts.</summary>
    internal Task<JobClient> SubmitUploadedAsync(SubmitJob submit, CancellationToken cancellationToken) => Client.SubmitAsync(submit, onNews: null, cancellationToken);

    private static string NameOf<TJob>() => typeof(TJob).Name;

    private async Task<JobHandle?> FindRunningAsync(string jobName, CancellationToken cancellationToken)
    {
        IReadOnlyList<JobStatus> jobs = await GetJobsAsync(cancellationToken).ConfigureAwait(false);
        JobStatus? running = jobs.LastOrDefault(job =>
            job.JobName == jobName && job.State is not (JobState.Finished or JobState.Cancelled or JobState.Failed));
        return running is null ? null : await FindJobAsync(running.JobId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One handle for each job, so that its events are published once.</summary>
    private JobHandle Keep(JobClient client)
    {
        JobHandle mine = new(client);
        JobHandle kept = _handles.GetOrAdd(client.JobId, mine);
        if (ReferenceEquals(kept, mine))
        {
            // What has happened since the submission is published first.
            var events = new EventPublisher(_system.EventStream, mine.Name);
            client.News += events.Publish;
            _ = ForgetAsync(mine, events);
        }

        return kept;
    }

    private async Task ForgetAsync(JobHandle handle, EventPublisher events)
    {
        JobResult result = await handle.Completion.ConfigureAwait(false);
        _handles.TryRemove(handle.Id, out _);
        events.Conclude(handle.Id, result);
    }
}
