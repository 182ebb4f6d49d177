using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Weir.Actors.Clients;
using Weir.Actors.Configuration;
using Weir.Actors.JobManagers;
using Weir.Actors.JobMasters;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.TaskManagers;

namespace Weir.Actors.Nodes;

/// <summary>
/// A job manager and a task manager in one process, in an actor system of their own: the actors are those of a
/// cluster, only nothing crosses a network.
/// </summary>
internal sealed class MiniCluster : IAsyncDisposable
{
    private readonly ActorSystem _system;
    private readonly IActorRef _jobManager;
    private readonly JobPlanner _planner;
    private readonly MonotonicClock _clock;
    private readonly ConcurrentDictionary<string, IDisposable> _leases = [];

    private MiniCluster(ActorSystem system, Config config, TimeProvider time)
    {
        _system = system;
        system.Log.Info("Weir {0} on {1}.", typeof(MiniCluster).Assembly.GetName().Version?.ToString(3), AkkaRuntime.Description);
        _clock = new MonotonicClock(time);
        _planner = new JobPlanner(config, _clock, system.Log);
        IActorRef taskManager = system.ActorOf(Props.Create(() => new TaskManagerActor(time)), "task-manager");
        _jobManager = system.ActorOf(JobManagerActor.Props(taskManager, _clock), "job-manager");
    }

    /// <summary>The actor system that the cluster lives in.</summary>
    public ActorSystem System => _system;

    /// <param name="config">What the user set, over <c>reference.conf</c>; null for nothing.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public static MiniCluster Start(Config? config = null, TimeProvider? time = null)
    {
        Config merged = (config ?? ConfigurationFactory.Empty).WithFallback(ReferenceConfiguration.Config);
        return new MiniCluster(ActorSystem.Create("weir", merged), merged, time ?? TimeProvider.System);
    }

    /// <summary>Checks a job and starts it.</summary>
    /// <exception cref="InvalidConfigurationException">A value of the configuration cannot be used.</exception>
    /// <exception cref="JobAlreadyFinishedException">The latest job of that name has finished: there is nothing to go on with.</exception>
    /// <exception cref="RestoreRefusedException">The job would go on without state that it had.</exception>
    public async Task<JobClient> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        JobSpecification job = await _planner.PlanAsync(submission, cancellationToken).ConfigureAwait(false);
        var slot = new JobClientSlot();
        IActorRef watcher = _system.ActorOf(Props.Create(() => new JobClientActor(slot)));
        var initial = new JobStatus { JobId = job.JobId, JobName = job.JobName, Subtasks = job.Topology.Subtasks.Count };
        var client = new JobClient(job.JobId, initial, job.Topology, _jobManager, job.Lease);
        client.News += submission.OnNews;
        slot.Client = client;
        _leases[job.JobId] = job.Lease;
        await _jobManager.Ask<Status.Success>(new StartJob(job, watcher), Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        return client;
    }

    /// <summary>Stops all subtasks where they are; a job that has not ended can go on from its latest checkpoint later.</summary>
    public async ValueTask DisposeAsync()
    {
        await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance).ConfigureAwait(false);
        foreach (IDisposable lease in _leases.Values)
        {
            lease.Dispose();
        }
    }
}
