using Akka.Actor;

namespace Akka.Cluster.Membership;

/// <summary>Which events lead from one state to the next one, as a node sees them.</summary>
internal static class MembershipChanges
{
    public static IEnumerable<ClusterEvent.IClusterDomainEvent> Between(Gossip before, Gossip after, UniqueAddress self)
    {
        if (ReferenceEquals(before, after))
            return [];
        var events = new List<ClusterEvent.IClusterDomainEvent>();
        AddReachability(before, after, self, events);
        AddMembers(before, after, events);
        AddLeaders(new MembershipView(before, self), new MembershipView(after, self), events);
        return events;
    }

    /// <summary>Those that are not heard, but the node itself: what others say of it is not for it to act on.</summary>
    public static IEnumerable<Member> Unreachable(Gossip gossip, UniqueAddress self) => gossip.Reachability.IsAllReachable
        ? []
        : gossip.Members.Where(member => member.UniqueAddress != self && !gossip.Reachability.IsReachable(member.UniqueAddress));

    private static void AddReachability(Gossip before, Gossip after, UniqueAddress self, List<ClusterEvent.IClusterDomainEvent> events)
    {
        var were = Unreachable(before, self).ToHashSet();
        var are = Unreachable(after, self).ToHashSet();
        events.AddRange(are.Except(were).Order().Select(member => new ClusterEvent.UnreachableMember(member)));
        events.AddRange(were.Except(are).Order()
            .Select(member => after.Find(member.UniqueAddress))
            .Where(member => member is not null)
            .Select(member => new ClusterEvent.ReachableMember(member)));
    }

    private static void AddMembers(Gossip before, Gossip after, List<ClusterEvent.IClusterDomainEvent> events)
    {
        foreach (var member in after.Members)
        {
            if (before.Find(member.UniqueAddress) is not { } known || known.Status != member.Status)
                events.Add(EventOf(member));
        }

        foreach (var member in before.Members)
        {
            if (!after.Has(member.UniqueAddress))
                events.Add(new ClusterEvent.MemberRemoved(member.AsRemoved(), member.Status));
        }
    }

    private static ClusterEvent.IClusterDomainEvent EventOf(Member member) => member.Status switch
    {
        MemberStatus.Joining => new ClusterEvent.MemberJoined(member),
        MemberStatus.WeaklyUp => new ClusterEvent.MemberWeaklyUp(member),
        MemberStatus.Up => new ClusterEvent.MemberUp(member),
        MemberStatus.Leaving => new ClusterEvent.MemberLeft(member),
        MemberStatus.Exiting => new ClusterEvent.MemberExited(member),
        MemberStatus.Down => new ClusterEvent.MemberDowned(member),
        _ => throw new InvalidOperationException($"{member} is no member of a cluster."),
    };

    private static void AddLeaders(MembershipView before, MembershipView after, List<ClusterEvent.IClusterDomainEvent> events)
    {
        if (before.Leader != after.Leader)
            events.Add(new ClusterEvent.LeaderChanged(after.Leader?.Address));
        var were = before.RoleLeaders();
        var are = after.RoleLeaders();
        foreach (var role in were.Keys.Union(are.Keys, StringComparer.Ordinal))
        {
            if (!Equals(were.GetValueOrDefault(role), are.GetValueOrDefault(role)))
                events.Add(new ClusterEvent.RoleLeaderChanged(role, are.GetValueOrDefault(role)));
        }
    }
}
