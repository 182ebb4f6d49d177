using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Membership;
using Akka.Util;

namespace Weir.Standin.Conformance.Cluster.Membership;

/// <summary>States that nodes make beside each other from one, in random ways of a seed.</summary>
public sealed class GossipMergeTests
{
    private static readonly UniqueAddress[] s_nodes = [.. Enumerable.Range(1, 5).Select(i => new UniqueAddress(new Address("akka.tcp", "a", $"n{i}", 1), i))];
    private static readonly DateTime s_now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 100)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Order_and_repetition_change_nothing(int seed)
    {
        var random = new Random(seed);
        var root = Start();
        var a = Change(root, s_nodes[0], random);
        var b = Change(root, s_nodes[1], random);
        var c = Change(root, s_nodes[2], random);

        Same(a.Merge(b), b.Merge(a), seed);
        Same(a.Merge(b).Merge(c), a.Merge(b.Merge(c)), seed);
        Same(a.Merge(b).Merge(b), a.Merge(b), seed);
        Same(a.Merge(a), a, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_merged_state_follows_both_and_brings_nobody_back(int seed)
    {
        var random = new Random(seed);
        var root = Start();
        var a = Change(root, s_nodes[0], random);
        var b = Change(root, s_nodes[1], random);

        var merged = a.Merge(b);

        merged.Seen.ShouldBeEmpty();
        merged.Members.Select(member => member.UniqueAddress).Intersect(a.Tombstones.Keys.Union(b.Tombstones.Keys)).ShouldBeEmpty($"seed {seed}");
        foreach (var state in new[] { a, b })
        {
            if (merged.Tombstones.Count == state.Tombstones.Count)
                merged.Version.CompareTo(state.Version).ShouldBeOneOf(VectorClock.Ordering.After, VectorClock.Ordering.Same);
        }
    }

    [Fact]
    public void A_vector_clock_tells_before_after_and_beside()
    {
        var (one, two) = (VectorClock.Node.Create("1"), VectorClock.Node.Create("2"));
        var root = VectorClock.Create().Increment(one);
        var left = root.Increment(one);
        var right = root.Increment(two);

        root.IsSameAs(VectorClock.Create().Increment(one)).ShouldBeTrue();
        root.IsBefore(left).ShouldBeTrue();
        left.IsAfter(root).ShouldBeTrue();
        left.IsConcurrentWith(right).ShouldBeTrue();
        left.Merge(right).IsAfter(left).ShouldBeTrue();
        left.Merge(right).IsAfter(right).ShouldBeTrue();
        right.Prune(two).IsSameAs(root).ShouldBeTrue();
    }

    private static Gossip Start() => s_nodes.Aggregate(
        Gossip.Empty,
        (gossip, node) => gossip.With(new Member(node, node.Uid, MemberStatus.Up, [], AppVersion.Zero)).ChangedBy(s_nodes[0]));

    private static Gossip Change(Gossip gossip, UniqueAddress by, Random random)
    {
        for (var count = random.Next(5); count > 0; count--)
        {
            var node = s_nodes[random.Next(s_nodes.Length)];
            var member = gossip.Find(node);
            gossip = (random.Next(5), member?.Status) switch
            {
                (0, MemberStatus.Up) => gossip.With(member!.Copy(MemberStatus.Leaving)),
                (1, not null) => gossip.With(member.Copy(MemberStatus.Down)),
                (2, MemberStatus.Down) when node != by => gossip.Without([node], s_now),
                (3, not null) when node != by => gossip with { Reachability = gossip.Reachability.Unreachable(by, node) },
                (4, not null) => gossip with { Reachability = gossip.Reachability.Reachable(by, node) },
                _ => gossip,
            };
            gossip = gossip.ChangedBy(by);
        }

        return gossip;
    }

    private static void Same(Gossip left, Gossip right, int seed)
    {
        Text(left).ShouldBe(Text(right), $"seed {seed}");
        left.Version.IsSameAs(right.Version).ShouldBeTrue($"seed {seed}: {left.Version} {right.Version}");
    }

    private static string Text(Gossip gossip) => string.Join(
        Environment.NewLine,
        gossip.Members.Select(member => member.ToString())
            .Concat(gossip.Reachability.Records.Select(record => record.ToString()).Order(StringComparer.Ordinal))
            .Concat(gossip.Tombstones.Keys.Order().Select(node => $"gone {node}")));
}
