using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Event;

namespace Akka.Cluster.SBR;

/// <summary>
/// Waits until the membership is stable, then has the leader of its side down who has to be. The others of the side
/// hear of it by gossip.
/// </summary>
internal sealed class DowningActor : ReceiveActor, IWithTimers
{
    private readonly Cluster _cluster;
    private readonly DowningStrategy _strategy;
    private readonly TimeSpan _stableAfter;
    private readonly TimeSpan _downAllWhenUnstable;
    private string _situation = "";
    private long _unstableSince;
    private bool _isSplit;

    /// <param name="cluster">The cluster of this node.</param>
    /// <param name="strategy">Says who has to be downed.</param>
    /// <param name="stableAfter">For how long nothing may change before a decision.</param>
    /// <param name="downAllWhenUnstable">For how much longer there may be changes before all are downed; zero for ever.</param>
    public DowningActor(Cluster cluster, DowningStrategy strategy, TimeSpan stableAfter, TimeSpan downAllWhenUnstable)
    {
        _cluster = cluster;
        _strategy = strategy;
        _stableAfter = stableAfter;
        _downAllWhenUnstable = downAllWhenUnstable;
        Receive<ClusterEvent.IClusterDomainEvent>(_ => Look());
        Receive<Again>(_ => Look());
        Receive<Stable>(_ => Decide());
    }

    public ITimerScheduler Timers { get; set; }

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ClusterEvent.IClusterDomainEvent));

        // Who hears whom can change without an event.
        Timers.StartPeriodicTimer("look", new Again(), _cluster.Settings.UnreachableNodesReaperInterval);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void Look()
    {
        var gossip = _cluster.LatestGossip;
        var situation = gossip.Has(_cluster.SelfUniqueAddress) && !gossip.Reachability.IsAllReachable ? Describe(gossip) : "";
        if (situation == _situation)
            return;
        _situation = situation;
        if (situation.Length == 0)
        {
            _isSplit = false;
            Timers.Cancel(nameof(Stable));
            return;
        }

        if (!_isSplit)
        {
            _isSplit = true;
            _unstableSince = Stopwatch.GetTimestamp();
        }

        if (_downAllWhenUnstable > TimeSpan.Zero && Stopwatch.GetElapsedTime(_unstableSince) > _stableAfter + _downAllWhenUnstable)
            Down(DowningStrategy.NodesToDown(DowningDecision.DownAll, DowningSituation.Of(gossip, _cluster.SelfUniqueAddress)), "the membership does not become stable");
        else
            Timers.StartSingleTimer(nameof(Stable), new Stable(), _stableAfter);
    }

    private void Decide()
    {
        var gossip = _cluster.LatestGossip;
        var self = _cluster.SelfUniqueAddress;
        if (gossip.Has(self) && new MembershipView(gossip, self).IsLeader)
            Down(_strategy.NodesToDown(DowningSituation.Of(gossip, self)), _strategy.ToString());

        // Should the decision not come about, it is taken once more.
        if (_isSplit)
            Timers.StartSingleTimer(nameof(Stable), new Stable(), _stableAfter);
    }

    private void Down(IReadOnlyList<UniqueAddress> nodes, string reason)
    {
        if (nodes.Count == 0)
            return;
        _cluster.Log.Warning("SBR took decision to down [{0}] ({1})", string.Join(", ", nodes.Select(node => node.Address)), reason);

        // Itself last: a node that is down says nothing of the others any more.
        foreach (var node in nodes.OrderBy(node => node == _cluster.SelfUniqueAddress))
            _cluster.Down(node.Address);
    }

    private static string Describe(Gossip gossip) => string.Join(
        ';',
        gossip.Members.Select(member => $"{member.UniqueAddress}={member.Status}")
            .Concat(gossip.Reachability.Records.Select(record => record.ToString()).Order(StringComparer.Ordinal)));

    private sealed record Again : INoSerializationVerificationNeeded;

    private sealed record Stable : INoSerializationVerificationNeeded;
}
