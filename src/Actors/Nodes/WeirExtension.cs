using Akka;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Serialization;
using Weir.Actors.Artifacts;
using Weir.Actors.Configuration;
using Weir.Actors.Deployments;
using Weir.Actors.Exchange;
using Weir.Actors.Faults;
using Weir.Actors.Messages;
using Weir.Actors.Persistence;
using Weir.Actors.Wire;

namespace Weir.Actors.Nodes;

/// <summary>
/// Weir in an actor system: started with <see cref="For"/>, it lives below <c>/user/weir</c> and ends with the system.
/// </summary>
public sealed partial class WeirExtension : IExtension
{
    /// <summary>The name of the task manager's actor below <c>/user/weir</c>.</summary>
    internal const string TaskManagerName = "task-manager";

    private readonly TaskCompletionSource _leftBehind = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal WeirExtension(ExtendedActorSystem system)
        : this(system, TimeProvider.System, taskManagers: 1, new RegisteredJobs())
    {
    }

    /// <param name="system">What it lives in.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="taskManagers">How many it has.</param>
    /// <param name="registered">The jobs that are known before the first subtask can come. More may follow.</param>
    internal WeirExtension(ExtendedActorSystem system, TimeProvider time, int taskManagers, RegisteredJobs registered)
    {
        // The system's own settings go over Weir's defaults, wherever they come from.
        system.Settings.InjectTopLevelFallback(ReferenceConfiguration.Config);
        Config config = system.Settings.Config;
        EnsureSerializer(system);
        ArtifactsConfiguration artifacts = ArtifactsConfiguration.Read(config);
        ArtifactStore? store = artifacts.OpenStore();
        Services = new NodeServices
        {
            Config = config,
            Clock = new MonotonicClock(time),
            Registered = registered,
            Artifacts = store,
            Graphs = new JobGraphs(artifacts.OpenCode(registered, store)),
            Storages = new CheckpointStorages(FaultPoints.For(system)),
        };
        _system = system;
        bool isCluster = system.Settings.HasCluster;
        var settings = NodeSettings.Read(config, isCluster);
        Node = isCluster ? JoinCluster(system, settings) : StartAlone(system, settings, taskManagers);
    }

    internal NodeServices Services { get; }

    /// <summary>Ends when the node has left its cluster with a subtask that does not stop: only the end of the process ends that.</summary>
    internal Task LeftBehind => _leftBehind.Task;

    /// <summary>Takes what clients want of Weir.</summary>
    internal IActorRef Node { get; }

    /// <summary>Weir in this actor system; starts it the first time.</summary>
    /// <exception cref="InvalidConfigurationException">A setting below <c>weir</c> cannot be used.</exception>
    public static WeirExtension For(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return new WeirExtensionProvider().Apply(system);
    }

    /// <summary>Weir in this actor system, with these jobs; if it is started now, they are known before anybody can ask this node for one.</summary>
    /// <exception cref="InvalidOperationException">It runs already, and has another job of one of the names.</exception>
    internal static WeirExtension ForJobs(ActorSystem system, RegisteredJobs jobs)
    {
        var weir = (WeirExtension)system.RegisterExtension(new WithJobs(jobs));
        if (!ReferenceEquals(weir.Services.Registered, jobs))
        {
            weir.Services.Registered.AddAll(jobs);
        }

        return weir;
    }

    /// <summary>Ends when the leader counts with this node's slots; of a node that has some.</summary>
    /// <exception cref="AskTimeoutException">It did not come to that in time.</exception>
    internal Task SlotsOfferedAsync(TimeSpan timeout) => Node.Ask<SlotsOffered>(AwaitSlotsOffered.Instance, timeout);

    private IActorRef StartAlone(ExtendedActorSystem system, NodeSettings settings, int taskManagers)
    {
        system.Log.Info("Weir {0} on {1}.", AkkaRuntime.WeirVersion, AkkaRuntime.Description);
        return system.ActorOf(LocalNodeActor.Props(Services, settings, taskManagers), "weir");
    }

    private IActorRef JoinCluster(ExtendedActorSystem system, NodeSettings settings)
    {
        if (JournalIdentity.IsInMemory(system))
        {
            throw new InvalidConfigurationException(
            [
                "akka.persistence.journal.plugin = akka.persistence.journal.inmem: in a cluster another node must be able to read the journal. Set it to weir.journal.directory, for instance, and weir.journal.directory.dir to a folder that all nodes share.",
            ]);
        }

        IActorRef node = system.ActorOf(ClusterNodeActor.Props(Services, settings, End), "weir");
        CoordinatedShutdown shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeClusterShutdown, "weir-hand-over", () => HandOverAsync(system, shutdown));
        return node;
    }

    /// <summary>Has the node leave its cluster and end.</summary>
    private void End(CoordinatedShutdown.Reason reason)
    {
        Task<Done> end = CoordinatedShutdown.Get(_system).Run(reason);
        if (reason is HangingSubtaskReason)
        {
            // The actor system will not terminate: one of its actors does not return.
            _ = end.ContinueWith(_ => _leftBehind.TrySetResult(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>The node's subtasks move to other nodes, after a last checkpoint; then it may leave the cluster.</summary>
    private static async Task<Done> HandOverAsync(ActorSystem system, CoordinatedShutdown shutdown)
    {
        // A node that the cluster has put out has nobody to hand over to: its subtasks are lost to the others already. So are
        // those of a node that was given up for one that hangs. And where no node stays, there is none to hand over to.
        if (shutdown.ShutdownReason is CoordinatedShutdown.ClusterDowningReason or HangingSubtaskReason or ClusterEndsReason)
        {
            return Done.Instance;
        }

        try
        {
            TimeSpan timeout = CoordinatedShutdown.Get(system).Timeout(CoordinatedShutdown.PhaseBeforeClusterShutdown);
            IActorRef taskManager = await system.ActorSelection($"/user/weir/{TaskManagerName}").ResolveOne(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            await taskManager.Ask<NothingRunsHere>(new LeaveNode("its node leaves the cluster"), timeout).ConfigureAwait(false);
        }
        catch (ActorNotFoundException)
        {
            // It has no slots, or its task manager has ended.
        }
        catch (AskTimeoutException)
        {
            system.Log.Warning("Not all subtasks have moved to other nodes in time; the node leaves, and they start again elsewhere.");
        }

        return Done.Instance;
    }

    /// <summary>A system that was not started with Weir's defaults has read its serializers without them.</summary>
    private static void EnsureSerializer(ExtendedActorSystem system)
    {
        Ensure<IWireMessage, WeirSerializer>("weir", () => new WeirSerializer(system));
        Ensure<IExchangeMessage, ExchangeSerializer>("weir-exchange", () => new ExchangeSerializer(system));

        void Ensure<TMessage, TSerializer>(string name, Func<TSerializer> create)
            where TSerializer : Serializer
        {
            try
            {
                if (system.Serialization.FindSerializerForType(typeof(TMessage)) is TSerializer)
                {
                    return;
                }
            }
            catch (System.Runtime.Serialization.SerializationException)
            {
                // There is none.
            }

            TSerializer serializer = create();
            system.Serialization.AddSerializer(name, serializer);
            system.Serialization.AddSerializationMap(typeof(TMessage), serializer);
        }
    }

    private sealed class WithJobs(RegisteredJobs jobs) : ExtensionIdProvider<WeirExtension>
    {
        public override WeirExtension CreateExtension(ExtendedActorSystem system) => new(system, TimeProvider.System, taskManagers: 1, jobs);
    }
}
