using Akka.Actor;
using Akka.Cluster.Membership;

namespace Weir.Standin.Conformance.Cluster.Membership;

public sealed class SeedSearchTests
{
    private static readonly Address s_a = new("akka.tcp", "s", "a", 1);
    private static readonly Address s_b = new("akka.tcp", "s", "b", 1);
    private static readonly Address s_c = new("akka.tcp", "s", "c", 1);
    private static readonly DateTime s_start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_node_that_is_the_only_seed_joins_itself_at_once() =>
        Search(s_a).Start([s_a], s_start).ShouldBe([new SeedSearch.Step.JoinSelf()]);

    [Fact]
    public void The_first_seed_waits_for_the_others_before_it_joins_itself()
    {
        var search = Search(s_a);
        search.Start([s_a, s_b], s_start).ShouldBe([new SeedSearch.Step.Ask(s_b)]);
        search.OnTick(At(0.5)).ShouldBeEmpty();
        search.OnTick(At(1)).ShouldBe([new SeedSearch.Step.Ask(s_b)]);
        search.OnTick(At(5)).ShouldBe([new SeedSearch.Step.JoinSelf()]);
    }

    [Fact]
    public void It_does_not_wait_when_all_others_say_that_they_are_in_none()
    {
        var search = Search(s_a);
        search.Start([s_a, s_b, s_c], s_start).Count().ShouldBe(2);
        search.OnNack(s_b, At(1)).ShouldBeEmpty();
        search.OnNack(s_c, At(1)).ShouldBe([new SeedSearch.Step.JoinSelf()]);
    }

    [Fact]
    public void It_joins_a_cluster_that_is_there()
    {
        var search = Search(s_a);
        search.Start([s_a, s_b], s_start).Count().ShouldBe(1);
        search.OnAck(s_b, At(1)).ShouldBe([new SeedSearch.Step.Join(s_b)]);
        search.OnAck(s_c, At(1)).ShouldBeEmpty();
    }

    [Fact]
    public void Any_other_node_never_begins_a_cluster_but_asks_again()
    {
        var search = Search(s_c);
        search.Start([s_a, s_b], s_start).Count().ShouldBe(2);
        search.OnNack(s_a, At(1)).ShouldBeEmpty();
        search.OnNack(s_b, At(1)).ShouldBeEmpty();
        var steps = search.OnTick(At(5)).ToArray();
        steps[0].ShouldBeOfType<SeedSearch.Step.Unanswered>();
        steps[1..].ShouldBe([new SeedSearch.Step.Ask(s_a), new SeedSearch.Step.Ask(s_b)]);
    }

    [Fact]
    public void Without_a_welcome_it_begins_again()
    {
        var search = Search(s_c);
        search.Start([s_a], s_start).Count().ShouldBe(1);
        search.OnAck(s_a, At(1)).ShouldBe([new SeedSearch.Step.Join(s_a)]);
        search.OnTick(At(10)).ShouldBeEmpty();
        search.OnTick(At(11)).ShouldBe([new SeedSearch.Step.Ask(s_a)]);
        search.OnAck(s_a, At(12)).ShouldBe([new SeedSearch.Step.Join(s_a)]);
        search.OnJoined();
        search.OnTick(At(100)).ShouldBeEmpty();
    }

    [Fact]
    public void It_gives_up_when_that_is_wanted()
    {
        var search = new SeedSearch(s_c, TimeSpan.FromSeconds(5), null, TimeSpan.FromSeconds(20));
        search.Start([s_a], s_start).Count().ShouldBe(1);
        search.OnTick(At(20)).ShouldBe([new SeedSearch.Step.GiveUp()]);
        search.OnTick(At(30)).ShouldBeEmpty();
    }

    private static SeedSearch Search(Address self) => new(self, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), null);

    private static DateTime At(double seconds) => s_start.AddSeconds(seconds);
}
