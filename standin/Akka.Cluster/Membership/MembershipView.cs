using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Membership;

/// <summary>What follows from a state for one of its nodes: who leads, and whether all agree.</summary>
internal sealed class MembershipView
{
    private readonly Gossip _gossip;
    private readonly UniqueAddress _self;
    private readonly Reachability _reachability;

    public MembershipView(Gossip gossip, UniqueAddress self)
    {
        _gossip = gossip;
        _self = self;

        // What a node said that is down counts no more.
        var down = gossip.Members.Where(member => member.Status == MemberStatus.Down).Select(member => member.UniqueAddress).ToHashSet();
        _reachability = down.Count == 0 || gossip.Reachability.IsAllReachable ? gossip.Reachability : gossip.Reachability.WithoutObservers(down);
    }

    public UniqueAddress Leader => LeaderOf(_gossip.Members);

    public bool IsLeader => Leader == _self;

    public UniqueAddress RoleLeader(string role) => LeaderOf(_gossip.Members.Where(member => member.HasRole(role)));

    public UniqueAddress LeaderOf(IEnumerable<Member> members)
    {
        var eligible = members
            .Where(member => member.Status is not MemberStatus.Down && (member.UniqueAddress == _self || _reachability.IsReachable(member.UniqueAddress)))
            .ToArray();
        var settled = eligible.FirstOrDefault(member => member.Status is MemberStatus.Up or MemberStatus.Leaving);
        return (settled ?? eligible.OrderBy(LeaderOrder).FirstOrDefault())?.UniqueAddress;
    }

    /// <summary>Whether every node that counts has seen this state, and no unreachable one is waited for.</summary>
    /// <param name="exitingConfirmed">Nodes that have exited and will say nothing more.</param>
    public bool IsConverged(IReadOnlySet<UniqueAddress> exitingConfirmed)
    {
        foreach (var member in _gossip.Members)
        {
            var node = member.UniqueAddress;
            if (exitingConfirmed.Contains(node))
                continue;
            if (node != _self && !_reachability.IsReachable(node) && member.Status is not (MemberStatus.Down or MemberStatus.Exiting))
                return false;
            if (member.Status is MemberStatus.Up or MemberStatus.Leaving && !_gossip.Seen.Contains(node))
                return false;
        }

        return true;
    }

    public ImmutableSortedDictionary<string, Address> RoleLeaders() => _gossip.Members
        .SelectMany(member => member.Roles)
        .Distinct(StringComparer.Ordinal)
        .ToImmutableSortedDictionary(role => role, role => RoleLeader(role)?.Address, StringComparer.Ordinal);

    private static int LeaderOrder(Member member) => member.Status switch
    {
        MemberStatus.WeaklyUp => 0,
        MemberStatus.Joining => 1,
        MemberStatus.Exiting => 2,
        _ => 3,
    };
}
