using Akka.Cluster.Membership;

namespace Akka.Cluster.SBR;

/// <summary>What a side of a split knows: its members, and which of them it does not hear.</summary>
internal sealed class DowningSituation
{
    private readonly IReadOnlyList<Member> _members;
    private readonly IReadOnlySet<UniqueAddress> _lost;

    private DowningSituation(IReadOnlyList<Member> members, IReadOnlySet<UniqueAddress> lost, IReadOnlySet<UniqueAddress> halfLost)
    {
        _members = members;
        _lost = lost;
        HalfLost = halfLost;
    }

    /// <summary>Nodes that some do not hear but others do: no clean split runs between them.</summary>
    public IReadOnlySet<UniqueAddress> HalfLost { get; }

    public bool HasLost => _lost.Count > 0;

    public IEnumerable<Member> Reachable => _members.Where(member => !_lost.Contains(member.UniqueAddress));

    public IEnumerable<Member> Lost => _members.Where(member => _lost.Contains(member.UniqueAddress));

    public static DowningSituation Of(Gossip gossip, UniqueAddress self)
    {
        var down = gossip.Members.Where(member => member.Status == MemberStatus.Down).Select(member => member.UniqueAddress).ToHashSet();
        var records = gossip.Reachability.Records.Where(record => !down.Contains(record.Observer) && !down.Contains(record.Subject)).ToArray();
        var lost = records.Select(record => record.Subject).Where(node => node != self).ToHashSet();
        var observers = records.Select(record => record.Observer).ToHashSet();
        var halfLost = records.Select(record => record.Subject).Where(observers.Contains).ToHashSet();
        foreach (var record in records)
        {
            // Who knows this very state cannot be cut off.
            if (gossip.Seen.Contains(record.Subject) && record.Status == ReachabilityStatus.Unreachable)
            {
                halfLost.Add(record.Subject);
                halfLost.Add(record.Observer);
            }
        }

        var members = gossip.Members.Where(member => member.Status is not (MemberStatus.Down or MemberStatus.Removed)).ToArray();
        return new DowningSituation(members, lost, halfLost);
    }

    /// <summary>The situation when the half lost count as lost.</summary>
    public DowningSituation WithoutHalfLost() => new(_members, _lost.Union(HalfLost).ToHashSet(), new HashSet<UniqueAddress>());
}
