using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster.Membership;

namespace Akka.Cluster;

/// <summary>Sends heartbeats to the nodes that this one is to listen to, and feeds the answers to the failure detector.</summary>
internal sealed class HeartbeatSender : ReceiveActor, IWithTimers
{
    private readonly Cluster _cluster;
    private readonly Dictionary<UniqueAddress, long> _firstSent = [];
    private readonly Heartbeat _heartbeat;
    private IReadOnlySet<UniqueAddress> _receivers = new HashSet<UniqueAddress>();

    public HeartbeatSender(Cluster cluster)
    {
        _cluster = cluster;
        _heartbeat = new Heartbeat(cluster.SelfAddress);
        Receive<Watch>(watch => ListenTo(ReceiversOf(watch.Gossip)));
        Receive<Tick>(_ => Send());
        Receive<HeartbeatResponse>(response =>
        {
            if (_receivers.Contains(response.From))
                cluster.FailureDetector.Heartbeat(response.From.Address);
        });
    }

    public ITimerScheduler Timers { get; set; }

    protected override void PreStart() => Timers.StartPeriodicTimer("heartbeat", new Tick(), _cluster.Settings.HeartbeatInterval);

    private IReadOnlySet<UniqueAddress> ReceiversOf(Gossip gossip)
    {
        var self = _cluster.SelfUniqueAddress;
        if (!gossip.Has(self))
            return new HashSet<UniqueAddress>();
        var nodes = gossip.Members.Select(member => member.UniqueAddress);
        var receivers = HeartbeatRing.Receivers(self, nodes, gossip.Reachability.AllUnreachable, _cluster.Settings.MonitoredByNrOfMembers).ToHashSet();

        // One that this node does not hear is listened to until it is heard again, or removed.
        receivers.UnionWith(gossip.Reachability.UnreachableFrom(self));
        return receivers;
    }

    private void ListenTo(IReadOnlySet<UniqueAddress> receivers)
    {
        foreach (var node in _receivers.Except(receivers))
        {
            _firstSent.Remove(node);
            _cluster.FailureDetector.Remove(node.Address);
        }

        _receivers = receivers;
    }

    private void Send()
    {
        foreach (var node in _receivers)
        {
            if (!_cluster.FailureDetector.IsMonitoring(node.Address))
                WaitForFirst(node);
            Context.ActorSelection(new RootActorPath(node.Address) / "system" / ClusterDaemon.Name / HeartbeatReceiver.Name).Tell(_heartbeat, Self);
        }
    }

    private void WaitForFirst(UniqueAddress node)
    {
        // A node that never answers has to be found out as well: the first answer counts as given when it is due.
        if (!_firstSent.TryGetValue(node, out var sent))
            _firstSent[node] = Stopwatch.GetTimestamp();
        else if (Stopwatch.GetElapsedTime(sent) >= _cluster.Settings.HeartbeatExpectedResponseAfter)
            _cluster.FailureDetector.Heartbeat(node.Address);
    }

    internal sealed record Watch(Gossip Gossip) : INoSerializationVerificationNeeded, Event.IDeadLetterSuppression;

    private sealed record Tick : INoSerializationVerificationNeeded;
}
