using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Membership;
using Akka.Cluster.SBR;
using Akka.Configuration;
using Akka.Util;

namespace Weir.Standin.Conformance.Cluster.Membership;

/// <summary>
/// Members are written as digit (address), u j l x d (up, joining, leaving, exiting, down), r (with the role), and ! for
/// one that this side does not hear; the first of them is the oldest.
/// </summary>
public sealed class DowningStrategyTests
{
    [Theory]
    [InlineData("1u 2u 3u", "")]
    [InlineData("1u 2u 3u!", "3")]
    [InlineData("1u 2u! 3u!", "1")]
    [InlineData("1u 2u!", "2")]
    [InlineData("1u! 2u", "2")]
    [InlineData("1u 2u 3u! 4u!", "3 4")]
    [InlineData("1u! 2u! 3u 4u", "3 4")]
    [InlineData("1u 2u 3j 4u!", "4")]
    [InlineData("1u 2u! 3j 4j", "2")]
    [InlineData("1u 2u 3u! 4j!", "3 4")]
    [InlineData("1u 2u 3u! 4j! 5j!", "1 2 3 4 5")]
    [InlineData("1l 2u 3u!", "3")]
    [InlineData("3l 2u 1u!", "1 2 3")]
    [InlineData("1u 2u 3d!", "")]
    [InlineData("1u 2u! 3d!", "2")]
    public void Keep_majority(string members, string downed) => Check(new KeepMajority(""), members, downed);

    [Theory]
    [InlineData("1ur 2u! 3u!", "2 3")]
    [InlineData("1u 2u 3ur!", "1 2")]
    [InlineData("1u 2u!", "1 2")]
    public void Keep_majority_of_a_role(string members, string downed) => Check(new KeepMajority("r"), members, downed);

    [Theory]
    [InlineData("1u 2u 3u!", "3")]
    [InlineData("1u 2u! 3u!", "1")]
    [InlineData("1u 2u 3j!", "3")]
    [InlineData("1u 2u! 3u! 4u", "1 2 3 4")]
    public void Static_quorum_of_two(string members, string downed) => Check(new StaticQuorum(2, ""), members, downed);

    [Theory]
    [InlineData("3u 1u 2u!", "2")]
    [InlineData("3u! 1u 2u", "3")]
    [InlineData("3u 1u! 2u!", "3")]
    [InlineData("3u! 1u! 2u", "2")]
    [InlineData("3u 1u!", "3")]
    [InlineData("3u! 1u", "3")]
    public void Keep_oldest_unless_it_is_alone(string members, string downed) => Check(new KeepOldest(true, ""), members, downed);

    [Theory]
    [InlineData("3u! 1u 2u", "1 2")]
    [InlineData("3u 1u! 2u!", "1 2")]
    public void Keep_oldest_even_alone(string members, string downed) => Check(new KeepOldest(false, ""), members, downed);

    [Theory]
    [InlineData("1u 2u 3u!", "1 2 3")]
    [InlineData("1u 2u", "")]
    public void Down_all(string members, string downed) => Check(new DownAll(), members, downed);

    [Fact]
    public void Both_sides_of_any_split_come_to_the_same_answer()
    {
        foreach (var strategy in new DowningStrategy[] { new KeepMajority(""), new StaticQuorum(3, ""), new KeepOldest(true, ""), new KeepOldest(false, "") })
        {
            for (var split = 1; split < 31; split++)
            {
                var side = Enumerable.Range(0, 5).Where(i => (split & (1 << i)) != 0).ToHashSet();
                var (here, there) = (Downed(side.Contains), Downed(i => !side.Contains(i)));
                var survivors = Enumerable.Range(0, 5).Where(i => side.Contains(i) ? !here.Contains(i) : !there.Contains(i)).ToArray();
                survivors.Length.ShouldBeGreaterThan(0, $"{strategy} leaves nobody of {split:b}");
                (survivors.All(side.Contains) || !survivors.Any(side.Contains)).ShouldBeTrue($"{strategy} leaves both sides of {split:b}");
            }

            HashSet<int> Downed(Func<int, bool> isHere)
            {
                var text = string.Join(' ', Enumerable.Range(0, 5).Select(i => $"{i}u{(isHere(i) ? "" : "!")}"));
                return [.. Decide(strategy, text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
            }
        }
    }

    [Fact]
    public void Nodes_of_which_some_links_only_are_broken_are_downed_and_the_rest_goes_on()
    {
        var members = Members("1u 2u 3u 4u 5u");
        var nodes = members.Select(member => member.UniqueAddress).ToArray();
        var gossip = new Gossip
        {
            Members = [.. members],
            Reachability = Akka.Cluster.Membership.Reachability.Empty.Unreachable(nodes[3], nodes[4]).Unreachable(nodes[4], nodes[3]),
            Seen = [.. nodes],
        };

        new KeepMajority("").NodesToDown(DowningSituation.Of(gossip, nodes[0])).Select(node => node.Uid).ShouldBe([4, 5]);
    }

    [Fact]
    public void Settings_are_checked()
    {
        const string Path = "akka.cluster.split-brain-resolver";
        var defaults = ConfigurationFactory.FromResource<Akka.Cluster.Cluster>("Akka.Cluster.Configuration.Cluster.conf");

        var settings = new SplitBrainResolverSettings(defaults);
        settings.DowningStrategy.ShouldBe("keep-majority");
        settings.DowningStableAfter.ShouldBe(TimeSpan.FromSeconds(20));
        settings.DownAllWhenUnstable.ShouldBe(TimeSpan.FromSeconds(15));
        new SplitBrainResolverSettings(With("stable-after = 3s")).DownAllWhenUnstable.ShouldBe(TimeSpan.FromSeconds(4));
        new SplitBrainResolverSettings(With("down-all-when-unstable = off")).DownAllWhenUnstable.ShouldBe(TimeSpan.Zero);
        Should.Throw<ConfigurationException>(() => new SplitBrainResolverSettings(With("active-strategy = keep-all"))).Message.ShouldContain("keep-majority");
        Should.Throw<ConfigurationException>(() => new SplitBrainResolverSettings(With("active-strategy = static-quorum")).StaticQuorumSettings);

        Config With(string setting) => ConfigurationFactory.ParseString($"{Path}.{setting}").WithFallback(defaults);
    }

    private static void Check(DowningStrategy strategy, string members, string downed) => Decide(strategy, members).ShouldBe(downed);

    private static string Decide(DowningStrategy strategy, string text)
    {
        var members = Members(text);
        var lost = text.Split(' ').Zip(members).Where(each => each.First.EndsWith('!')).Select(each => each.Second.UniqueAddress).ToArray();
        var self = members.First(member => !lost.Contains(member.UniqueAddress)).UniqueAddress;
        var reachability = lost.Aggregate(Akka.Cluster.Membership.Reachability.Empty, (all, node) => all.Unreachable(self, node));
        var gossip = new Gossip { Members = [.. members], Reachability = reachability, Seen = [self] };
        return string.Join(' ', strategy.NodesToDown(DowningSituation.Of(gossip, self)).Select(node => node.Uid).Order());
    }

    private static List<Member> Members(string text) =>
    [
        .. text.Split(' ').Select((member, age) => new Member(
            new UniqueAddress(new Address("akka.tcp", "a", $"n{member[0]}", 1), member[0] - '0'),
            age + 1,
            member[1] switch { 'u' => MemberStatus.Up, 'j' => MemberStatus.Joining, 'l' => MemberStatus.Leaving, 'x' => MemberStatus.Exiting, _ => MemberStatus.Down },
            member.Contains('r', StringComparison.Ordinal) ? ["r"] : ImmutableHashSet<string>.Empty,
            AppVersion.Zero)),
    ];
}
