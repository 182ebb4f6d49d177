using System.Collections.Immutable;

namespace Akka.Cluster.Membership;

/// <summary>The state of the membership that the nodes tell each other.</summary>
internal sealed record Gossip
{
    public static readonly Gossip Empty = new();

    public ImmutableSortedSet<Member> Members { get; init; } = [];

    /// <summary>The nodes that are known to have this very version.</summary>
    public ImmutableHashSet<UniqueAddress> Seen { get; init; } = [];

    public Reachability Reachability { get; init; } = Reachability.Empty;

    public VectorClock Version { get; init; } = VectorClock.Create();

    /// <summary>Nodes that were removed, and when in UTC: an old state that is merged later must not bring them back.</summary>
    public ImmutableDictionary<UniqueAddress, DateTime> Tombstones { get; init; } = ImmutableDictionary<UniqueAddress, DateTime>.Empty;

    public static VectorClock.Node ClockOf(UniqueAddress node) => VectorClock.Node.Create($"{node.Address}-{node.Uid}");

    public Member Find(UniqueAddress node) => Members.FirstOrDefault(member => member.UniqueAddress == node);

    public bool Has(UniqueAddress node) => Find(node) is not null;

    public Gossip With(Member changed) => this with { Members = Members.Remove(changed).Add(changed) };

    /// <summary>A change by the node: no other one has seen it yet.</summary>
    public Gossip ChangedBy(UniqueAddress node) => this with { Version = Version.Increment(ClockOf(node)), Seen = [node] };

    public Gossip SeenBy(UniqueAddress node) => Seen.Contains(node) ? this : this with { Seen = Seen.Add(node) };

    public Gossip Without(IReadOnlyCollection<UniqueAddress> nodes, DateTime now) => this with
    {
        Members = Members.Except(Members.Where(member => nodes.Contains(member.UniqueAddress))),
        Seen = Seen.Except(nodes),
        Reachability = Reachability.Remove(nodes),
        Version = nodes.Aggregate(Version, (version, node) => version.Prune(ClockOf(node))),
        Tombstones = Tombstones.SetItems(nodes.Select(node => KeyValuePair.Create(node, now))),
    };

    public Gossip WithoutTombstonesBefore(DateTime time)
    {
        var old = Tombstones.Where(each => each.Value < time).Select(each => each.Key).ToArray();
        return old.Length == 0 ? this : this with { Tombstones = Tombstones.RemoveRange(old) };
    }

    /// <summary>Of two equal versions: what is known of who has seen them.</summary>
    public Gossip MergeSeen(Gossip that) => this with { Seen = Seen.Union(that.Seen) };

    /// <summary>The state that follows both, which were made beside each other. Nobody has seen it.</summary>
    public Gossip Merge(Gossip that)
    {
        var tombstones = Tombstones.SetItems(that.Tombstones);
        var members = Members.Concat(that.Members)
            .Where(member => !tombstones.ContainsKey(member.UniqueAddress))
            .GroupBy(member => member.UniqueAddress)
            .Select(known => known.Aggregate(Member.HighestPriorityOf))
            .ToImmutableSortedSet();
        var version = tombstones.Keys.Aggregate(Version.Merge(that.Version), (merged, node) => merged.Prune(ClockOf(node)));
        return new Gossip
        {
            Members = members,
            Reachability = Reachability.Merge(members.Select(member => member.UniqueAddress).ToHashSet(), that.Reachability),
            Version = version,
            Tombstones = tombstones,
        };
    }

    public override string ToString() =>
        $"Gossip(members = [{string.Join(", ", Members)}], seen = [{string.Join(", ", Seen)}], {Reachability}, {Version})";
}
