using Akka.Actor;
using Akka.Cluster;
using Weir.Actors.JobManagers;
using Weir.Actors.Slots;

namespace Weir.Actors.Nodes;

/// <summary>Tells the job manager, its parent, which nodes with slots are reachable members of the cluster, and which are lost.</summary>
internal sealed class ClusterMembership : ReceiveActor
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly Dictionary<UniqueAddress, Member> _members = [];
    private readonly HashSet<UniqueAddress> _unreachable = [];

    public ClusterMembership()
    {
        Receive<ClusterEvent.CurrentClusterState>(state =>
        {
            foreach (Member member in state.Members)
            {
                _members[member.UniqueAddress] = member;
            }

            _unreachable.UnionWith(state.Unreachable.Select(member => member.UniqueAddress));
            Tell();
        });
        Receive<ClusterEvent.UnreachableMember>(unreachable =>
        {
            _unreachable.Add(unreachable.Member.UniqueAddress);
            Lost(unreachable.Member, "its node is unreachable");
        });
        Receive<ClusterEvent.ReachableMember>(reachable =>
        {
            _unreachable.Remove(reachable.Member.UniqueAddress);
            Tell();
        });
        Receive<ClusterEvent.MemberRemoved>(removed =>
        {
            _members.Remove(removed.Member.UniqueAddress);
            _unreachable.Remove(removed.Member.UniqueAddress);
            Lost(removed.Member, "its node was removed from the cluster");
        });
        Receive<ClusterEvent.MemberDowned>(downed =>
        {
            _members[downed.Member.UniqueAddress] = downed.Member;
            Lost(downed.Member, "its node was downed");
        });
        Receive<ClusterEvent.IMemberEvent>(changed =>
        {
            _members[changed.Member.UniqueAddress] = changed.Member;
            Tell();
        });
        Receive<ClusterEvent.IReachabilityEvent>(_ => { });
    }

    public static Props Props() => Akka.Actor.Props.Create(() => new ClusterMembership());

    protected override void PreStart() => _cluster.Subscribe(
        Self,
        ClusterEvent.InitialStateAsSnapshot,
        typeof(ClusterEvent.IMemberEvent),
        typeof(ClusterEvent.IReachabilityEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Lost(Member member, string reason)
    {
        Context.Parent.Tell(new PoolHappened(new NodeLost(NodeLife.Of(member.UniqueAddress), reason)));
        Tell();
    }

    private void Tell() => Context.Parent.Tell(new PoolHappened(new NodesExpected(
        [.. _members.Values.Where(IsExpected).Select(member => NodeLife.Of(member.UniqueAddress)).Order(StringComparer.Ordinal)])));

    private bool IsExpected(Member member) =>
        member.HasRole(NodeRoles.TaskManager)
        && member.Status is MemberStatus.WeaklyUp or MemberStatus.Up or MemberStatus.Leaving
        && !_unreachable.Contains(member.UniqueAddress);
}
