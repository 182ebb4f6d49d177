using Akka.Actor;
using Akka.Configuration;
using Weir.Actors.Artifacts;
using Weir.Actors.Clients;
using Weir.Actors.Configuration;
using Weir.Actors.Messages;
using Weir.Operators.Streams;

namespace Weir.Actors.Nodes;

/// <summary>
/// A job manager and task managers in one process, in an actor system of their own: the actors are those of a cluster,
/// only nothing crosses a network.
/// </summary>
internal sealed class MiniCluster : IAsyncDisposable
{
    private readonly WeirExtension _weir;
    private readonly NodeClient _client;

    private MiniCluster(ActorSystem system, TimeProvider time, int taskManagers)
    {
        System = system;
        _weir = (WeirExtension)system.RegisterExtension(new Provider(time, taskManagers));
        _client = new NodeClient(system, _weir.Node, _weir.Services.Registered);
    }

    /// <summary>The actor system that the cluster lives in.</summary>
    public ActorSystem System { get; }

    /// <param name="config">What the user set, over <c>reference.conf</c>; null for nothing.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="taskManagers">How many task managers; each is a node of its own, to the job manager.</param>
    public static MiniCluster Start(Config? config = null, TimeProvider? time = null, int taskManagers = 1)
    {
        Config merged = (config ?? ConfigurationFactory.Empty).WithFallback(ReferenceConfiguration.Config);
        return new MiniCluster(ActorSystem.Create("weir", merged), time ?? TimeProvider.System, taskManagers);
    }

    /// <summary>Checks a job and starts it.</summary>
    /// <exception cref="InvalidConfigurationException">A value of the configuration cannot be used.</exception>
    /// <exception cref="JobAlreadyFinishedException">The latest job of that name has finished: there is nothing to go on with.</exception>
    /// <exception cref="RestoreRefusedException">The job would go on without state that it had.</exception>
    /// <exception cref="SubmissionRefusedException">Something else is wrong with the job; nothing has been started or written.</exception>
    public Task<JobClient> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken = default) =>
        _client.SubmitAsync(submission, cancellationToken);

    /// <summary>A job that runs here, for an earlier leader had begun it.</summary>
    /// <exception cref="InvalidOperationException">There is no such job.</exception>
    public Task<JobClient> FindAsync(string jobId, CancellationToken cancellationToken = default) => _client.FindAsync(jobId, cancellationToken);

    /// <summary>Deletes a savepoint, unless a job needs it.</summary>
    /// <returns>Why it is still there; null: it is deleted.</returns>
    public Task<string?> DisposeSavepointAsync(string path, CancellationToken cancellationToken = default) => _client.DisposeSavepointAsync(path, cancellationToken);

    /// <summary>Adds a job that the cluster brings along.</summary>
    public void Register(string name, Func<IStreamJob> create) => _weir.Services.Registered.Add(name, create);

    /// <summary>Stops all subtasks where they are; a job that has not ended can go on from its latest checkpoint later.</summary>
    public async ValueTask DisposeAsync() =>
        await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance).ConfigureAwait(false);

    private sealed class Provider(TimeProvider time, int taskManagers) : ExtensionIdProvider<WeirExtension>
    {
        public override WeirExtension CreateExtension(ExtendedActorSystem system) => new(system, time, taskManagers, new RegisteredJobs());
    }
}
