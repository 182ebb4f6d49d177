using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace Akka.Cluster;

public interface IClusterActorRefProvider : IRemoteActorRefProvider
{
}

/// <summary>The provider of a system that is a node of a cluster: akka.actor.provider = cluster.</summary>
public class ClusterActorRefProvider : RemoteActorRefProvider, IClusterActorRefProvider
{
    public ClusterActorRefProvider(string systemName, Settings settings, EventStream eventStream)
        : base(systemName, settings, eventStream) =>
        settings.InjectTopLevelFallback(ConfigurationFactory.FromResource<ClusterActorRefProvider>("Akka.Cluster.Configuration.Cluster.conf"));

    public override void Init(ActorSystemImpl system)
    {
        base.Init(system);
        Cluster.Get(system);
    }

    protected override IActorRef CreateRemoteWatcher(ActorSystemImpl system)
    {
        var settings = RemoteSettings;
        return system.SystemActorOf(
            ClusterRemoteWatcher.Props(
                CreateRemoteWatcherFailureDetector(system),
                settings.WatchHeartBeatInterval,
                settings.WatchUnreachableReaperInterval,
                settings.WatchHeartbeatExpectedResponseAfter),
            "remote-watcher");
    }
}
