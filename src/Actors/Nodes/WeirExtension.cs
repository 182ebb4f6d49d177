using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Weir.Actors.Artifacts;
using Weir.Actors.Configuration;
using Weir.Actors.Deployments;
using Weir.Actors.Faults;
using Weir.Actors.Wire;

namespace Weir.Actors.Nodes;

/// <summary>
/// Weir in an actor system: started with <see cref="For"/>, it lives below <c>/user/weir</c> and ends with the system.
/// </summary>
public sealed class WeirExtension : IExtension
{
    internal WeirExtension(ExtendedActorSystem system)
        : this(system, TimeProvider.System, taskManagers: 1)
    {
    }

    internal WeirExtension(ExtendedActorSystem system, TimeProvider time, int taskManagers)
    {
        // The system's own settings go over Weir's defaults, wherever they come from.
        system.Settings.InjectTopLevelFallback(ReferenceConfiguration.Config);
        Config config = system.Settings.Config;
        EnsureSerializer(system);
        ArtifactsConfiguration artifacts = ArtifactsConfiguration.Read(config);
        ArtifactStore? store = artifacts.OpenStore();
        var registered = new RegisteredJobs();
        Services = new NodeServices
        {
            Config = config,
            Clock = new MonotonicClock(time),
            Registered = registered,
            Artifacts = store,
            Graphs = new JobGraphs(artifacts.OpenCode(registered, store)),
            Storages = new CheckpointStorages(FaultPoints.For(system)),
        };
        system.Log.Info("Weir {0} on {1}.", AkkaRuntime.WeirVersion, AkkaRuntime.Description);
        Node = system.ActorOf(LocalNodeActor.Props(Services, NodeSettings.Read(config, isCluster: false), taskManagers), "weir");
    }

    internal NodeServices Services { get; }

    /// <summary>Takes what clients want of Weir.</summary>
    internal IActorRef Node { get; }

    /// <summary>Weir in this actor system; starts it the first time.</summary>
    /// <exception cref="InvalidConfigurationException">A setting below <c>weir</c> cannot be used.</exception>
    public static WeirExtension For(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return new WeirExtensionProvider().Apply(system);
    }

    /// <summary>A system that was not started with Weir's defaults has read its serializers without them.</summary>
    private static void EnsureSerializer(ExtendedActorSystem system)
    {
        try
        {
            if (system.Serialization.FindSerializerForType(typeof(IWireMessage)) is WeirSerializer)
            {
                return;
            }
        }
        catch (System.Runtime.Serialization.SerializationException)
        {
            // There is none.
        }

        var serializer = new WeirSerializer(system);
        system.Serialization.AddSerializer("weir", serializer);
        system.Serialization.AddSerializationMap(typeof(IWireMessage), serializer);
    }
}
