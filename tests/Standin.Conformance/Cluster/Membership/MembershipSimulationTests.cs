using Akka.Cluster;
using Akka.Cluster.Membership;

namespace Weir.Standin.Conformance.Cluster.Membership;

public sealed class MembershipSimulationTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void All_that_join_become_up_and_agree(int seed)
    {
        var cluster = new SimulatedCluster(seed) { IsLossy = true };
        var first = cluster.Start();
        cluster.JoinSelf(first);
        for (var i = 0; i < 4; i++)
        {
            var node = cluster.Start();
            while (!node.Machine.IsMember)
            {
                cluster.Join(node, cluster.Pick(cluster.Running.Where(each => each.Machine.IsMember).ToArray()));
                cluster.Step();
            }
        }

        Agree(cluster, seed);
        cluster.Nodes.Count.ShouldBe(cluster.Running.Count());
        first.Machine.Gossip.Members.Select(member => member.UpNumber).Distinct().Count().ShouldBe(5, $"seed {seed}: two of the same age");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_leaves_or_crashes_the_rest_agrees(int seed)
    {
        var cluster = new SimulatedCluster(seed) { IsLossy = true };
        var first = cluster.Start();
        cluster.JoinSelf(first);
        for (var step = 0; step < 60; step++)
        {
            var members = cluster.Running.Where(node => node.Machine.IsMember).ToArray();
            if (members.Length < 7 && cluster.Chance(0.3))
                cluster.Join(cluster.Start(), cluster.Pick(members));
            if (members.Length > 3 && cluster.Chance(0.1))
                cluster.Do(cluster.Pick(members), machine => machine.Leave(cluster.Pick(members).Self.Address));
            if (members.Length > 3 && cluster.Chance(0.05))
                cluster.Pick(members).IsRunning = false;
            DownCrashed(cluster);
            cluster.Step();
        }

        Agree(cluster, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void After_a_split_that_heals_all_agree_again(int seed)
    {
        var cluster = new SimulatedCluster(seed);
        Grow(cluster, 5);
        var side = cluster.Nodes.Where(_ => cluster.Chance(0.5)).ToArray();
        foreach (var node in side)
        {
            foreach (var other in cluster.Nodes.Except(side))
            {
                node.CutFrom.Add(other.Self);
                other.CutFrom.Add(node.Self);
            }
        }

        cluster.Run(20);
        cluster.Nodes.ForEach(node => node.CutFrom.Clear());

        Agree(cluster, seed);
        cluster.Running.Count().ShouldBe(5);
    }

    [Fact]
    public void Nobody_becomes_up_while_a_member_is_not_heard()
    {
        var cluster = new SimulatedCluster(1);
        Grow(cluster, 3, new MembershipOptions { WeaklyUpAfter = TimeSpan.Zero });
        cluster.Nodes[2].IsRunning = false;
        cluster.Run(20);

        var late = cluster.Start();
        cluster.Join(late, cluster.Nodes[0]);
        cluster.Run(50);

        late.Machine.Gossip.Find(late.Self).Status.ShouldBe(MemberStatus.Joining);
    }

    [Fact]
    public void It_becomes_weakly_up_meanwhile_if_that_is_wanted()
    {
        var cluster = new SimulatedCluster(1);
        Grow(cluster, 3, new MembershipOptions { WeaklyUpAfter = TimeSpan.FromSeconds(2) });
        cluster.Nodes[2].IsRunning = false;
        cluster.Run(20);
        var late = cluster.Start();
        cluster.Join(late, cluster.Nodes[0]);
        cluster.Run(50);
        late.Machine.Gossip.Find(late.Self).Status.ShouldBe(MemberStatus.WeaklyUp);

        DownCrashed(cluster);
        Agree(cluster, 1);

        late.Machine.Gossip.Find(late.Self).Status.ShouldBe(MemberStatus.Up);
    }

    [Fact]
    public void The_age_follows_the_order_of_becoming_up()
    {
        var cluster = new SimulatedCluster(3);
        Grow(cluster, 4);

        cluster.Nodes[1].Machine.Gossip.Members.Order(Member.AgeOrdering).Select(member => member.UniqueAddress)
            .ShouldBe(cluster.Nodes.Select(node => node.Self));
    }

    private static void Grow(SimulatedCluster cluster, int count, MembershipOptions? options = null)
    {
        for (var i = 0; i < count; i++)
        {
            var node = cluster.Start(options);
            if (i == 0)
                cluster.JoinSelf(node);
            else
                cluster.Join(node, cluster.Nodes[0]);
            for (var step = 0; step < 1000 && node.Machine.Gossip.Find(node.Self)?.Status != MemberStatus.Up; step++)
                cluster.Step();
        }
    }

    /// <summary>As an operator or a downing provider does with nodes that are gone for good.</summary>
    private static void DownCrashed(SimulatedCluster cluster)
    {
        var crashed = cluster.Nodes.Where(node => !node.IsRunning).ToArray();
        foreach (var node in cluster.Running.Where(node => node.Machine.IsMember).ToArray())
        {
            foreach (var gone in crashed.Where(gone => node.Machine.Gossip.Find(gone.Self) is { Status: not MemberStatus.Down } && !node.Machine.Gossip.Reachability.IsReachable(gone.Self)))
                cluster.Do(node, machine => machine.Down(gone.Self.Address));
        }
    }

    private static void Agree(SimulatedCluster cluster, int seed)
    {
        cluster.IsLossy = false;
        for (var step = 0; step < 2000 && !IsSettled(cluster); step++)
        {
            DownCrashed(cluster);
            cluster.Step();
        }

        IsSettled(cluster).ShouldBeTrue($"seed {seed}: {string.Join(Environment.NewLine, cluster.Running.Select(node => $"{node.Self.Uid}: {string.Join(' ', node.Machine.Gossip.Members.Select(member => $"{member.UniqueAddress.Uid}={member.Status}"))}"))}");
    }

    private static bool IsSettled(SimulatedCluster cluster)
    {
        var members = cluster.Running.Where(node => node.Machine.IsMember).ToArray();
        var nodes = members.Select(node => node.Self).ToHashSet();
        return members.All(node =>
            node.Machine.Gossip.Members.All(member => member.Status == MemberStatus.Up)
            && nodes.SetEquals(node.Machine.Gossip.Members.Select(member => member.UniqueAddress))
            && node.Machine.Gossip.Reachability.IsAllReachable
            && node.Machine.Gossip.Version.IsSameAs(members[0].Machine.Gossip.Version));
    }
}
