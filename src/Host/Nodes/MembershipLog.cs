using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Weir.Host.Logging;

namespace Weir.Host.Nodes;

/// <summary>Says in a line each who joins, leaves, is missed or is put out of the cluster.</summary>
internal sealed class MembershipLog : ReceiveActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);

    public MembershipLog()
    {
        Receive<ClusterEvent.MemberUp>(up => Say(LogLevel.InfoLevel, up.Member, $"is a member now{Roles(up.Member)}"));
        Receive<ClusterEvent.MemberLeft>(left => Say(LogLevel.InfoLevel, left.Member, "leaves"));
        Receive<ClusterEvent.UnreachableMember>(gone => Say(LogLevel.WarningLevel, gone.Member, "is unreachable"));
        Receive<ClusterEvent.ReachableMember>(back => Say(LogLevel.InfoLevel, back.Member, "is reachable again"));
        Receive<ClusterEvent.MemberDowned>(downed => Say(LogLevel.WarningLevel, downed.Member, "is put out of the cluster"));
        Receive<ClusterEvent.MemberRemoved>(removed => Say(LogLevel.InfoLevel, removed.Member, "is no longer a member"));
    }

    protected override void PreStart() => _cluster.Subscribe(
        Self,
        ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.IMemberEvent),
        typeof(ClusterEvent.IReachabilityEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Say(LogLevel level, Member member, string what)
    {
        // Of itself the node tells elsewhere.
        if (member.UniqueAddress != _cluster.SelfUniqueAddress)
        {
            LogOutput.Write(new LogLine(DateTime.UtcNow, level, $"node {NodeAddress.Text(member.Address)} {what}"));
        }
    }

    private static string Roles(Member member) => member.Roles.IsEmpty ? "" : $" ({string.Join(", ", member.Roles.Order(StringComparer.Ordinal))})";
}
