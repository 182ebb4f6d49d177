using Akka.Actor;
using Akka.Cluster;

namespace Weir.Standin.Conformance.Cluster;

public sealed class DowningTests : ClusterTest
{
    [Fact]
    public async Task A_node_that_crashed_is_unreachable_then_down_then_removed()
    {
        var nodes = await Up(3);
        var crashed = nodes[2];

        await crashed.Crash(nodes[..2]);

        foreach (var node in nodes[..2])
        {
            await node.Sees<ClusterEvent.UnreachableMember>(crashed);
            (await node.Sees<ClusterEvent.MemberRemoved>(crashed)).PreviousStatus.ShouldBe(MemberStatus.Down);
            node.EventsAbout(crashed).TakeLast(2).ShouldBe(["MemberDowned", "MemberRemoved"]);
        }
    }

    [Fact]
    public async Task Of_a_split_the_majority_goes_on_and_the_minority_ends()
    {
        var nodes = await Up(3);
        var lowest = nodes.Min(node => node.Cluster.SelfMember)!;
        var alone = nodes.Single(node => node.Cluster.SelfMember.Equals(lowest));
        var rest = nodes.Except([alone]).ToArray();

        await alone.Crash(rest);

        await alone.System.WhenTerminated.WaitAsync(Patience);
        CoordinatedShutdown.Get(alone.System).ShutdownReason.ShouldBeOfType<CoordinatedShutdown.ClusterDowningReason>();
        foreach (var node in rest)
        {
            await node.Sees<ClusterEvent.MemberRemoved>(alone);
            node.Cluster.IsTerminated.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_node_that_is_downed_by_hand_ends_itself()
    {
        var nodes = await Up(2, "akka.cluster.downing-provider-class = \"\"");

        nodes[0].Cluster.Down(nodes[1].Address);

        await nodes[1].System.WhenTerminated.WaitAsync(Patience);
        (await nodes[0].Sees<ClusterEvent.MemberRemoved>(nodes[1])).PreviousStatus.ShouldBe(MemberStatus.Down);
    }

    [Fact]
    public async Task A_node_that_is_heard_again_is_reachable_again()
    {
        var nodes = await Up(2, "akka.cluster.downing-provider-class = \"\"");

        await nodes[0].Cut(nodes[1]);
        await nodes[0].Sees<ClusterEvent.UnreachableMember>(nodes[1]);
        await nodes[1].Sees<ClusterEvent.UnreachableMember>(nodes[0]);
        nodes[0].Cluster.State.Unreachable.Single().Address.ShouldBe(nodes[1].Address);
        await nodes[0].Mend(nodes[1]);

        await nodes[0].Sees<ClusterEvent.ReachableMember>(nodes[1]);
        await nodes[1].Sees<ClusterEvent.ReachableMember>(nodes[0]);
    }
}
