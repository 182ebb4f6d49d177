using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Akka.Remote.Transport;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Weir.Standin.Conformance.Cluster;

/// <summary>One node, and the events of the membership as it sees them.</summary>
public sealed class ClusterNode
{
    public ClusterNode(ActorSystem system)
    {
        System = system;
        Cluster = AkkaCluster.Get(system);
        var events = Events;
        var listener = system.ActorOf(Props.Create(() => new EventLog.Listener(events)));
        Cluster.Subscribe(listener, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
    }

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(40);

    public ActorSystem System { get; }

    public AkkaCluster Cluster { get; }

    public Address Address => Cluster.SelfAddress;

    public EventLog Events { get; } = new();

    private RemoteTransport Transport => ((IRemoteActorRefProvider)((ExtendedActorSystem)System).Provider).Transport;

    /// <summary>Waits until this node has seen the event about the other one.</summary>
    public Task<T> Sees<T>(ClusterNode other)
        where T : ClusterEvent.IClusterDomainEvent =>
        Events.First<T>(@event => NodeOf(@event) == other.Cluster.SelfUniqueAddress, Patience);

    public IReadOnlyList<string> EventsAbout(ClusterNode other) =>
        [.. Events.All.Where(@event => NodeOf(@event) == other.Cluster.SelfUniqueAddress && @event is ClusterEvent.IMemberEvent).Select(@event => @event.GetType().Name)];

    /// <summary>Nothing goes to the other one or comes from it any more, without either being told.</summary>
    public async Task Cut(ClusterNode other)
    {
        (await Throttle(other, Blackhole.Instance)).ShouldBeTrue();
        (await other.Throttle(this, Blackhole.Instance)).ShouldBeTrue();
    }

    public async Task Mend(ClusterNode other)
    {
        (await Throttle(other, Unthrottled.Instance)).ShouldBeTrue();
        if (!other.System.WhenTerminated.IsCompleted)
            (await other.Throttle(this, Unthrottled.Instance)).ShouldBeTrue();
    }

    /// <summary>As if the process were killed: the others hear nothing more, not even that.</summary>
    public async Task Crash(IEnumerable<ClusterNode> others)
    {
        foreach (var other in others)
            await Cut(other);
    }

    private static UniqueAddress? NodeOf(object @event) => @event switch
    {
        ClusterEvent.IMemberEvent change => change.Member.UniqueAddress,
        ClusterEvent.ReachabilityEvent change => change.Member.UniqueAddress,
        _ => null,
    };

    private Task<bool> Throttle(ClusterNode other, ThrottleMode mode) =>
        Transport.ManagementCommand(new SetThrottle(other.Address, ThrottleTransportAdapter.Direction.Both, mode));
}
