using Akka.Actor;
using Akka.Cluster;

namespace Weir.Standin.Conformance.Cluster;

public sealed class LeaveTests : ClusterTest
{
    [Fact]
    public async Task A_node_that_leaves_goes_through_its_states_in_order_and_is_removed_everywhere()
    {
        var nodes = await Up(3);
        var leaving = nodes[2];

        leaving.Cluster.Leave(leaving.Address);

        foreach (var node in nodes[..2])
        {
            (await node.Sees<ClusterEvent.MemberRemoved>(leaving)).PreviousStatus.ShouldBe(MemberStatus.Exiting);
            node.EventsAbout(leaving).ShouldBe(["MemberJoined", "MemberUp", "MemberLeft", "MemberExited", "MemberRemoved"], Case(node, leaving));
            node.Cluster.State.Members.Select(member => member.Address).ShouldBe(nodes[..2].Select(each => each.Address), ignoreOrder: true);
        }

        await leaving.System.WhenTerminated.WaitAsync(Patience);
        CoordinatedShutdown.Get(leaving.System).ShutdownReason.ShouldBeOfType<CoordinatedShutdown.ClusterLeavingReason>();
    }

    [Fact]
    public async Task The_leader_can_leave()
    {
        var nodes = await Up(3);
        var leader = nodes.Single(node => node.Address == nodes[0].Cluster.State.Leader);

        await leader.System.Terminate().WaitAsync(Patience);

        var rest = nodes.Except([leader]).ToArray();
        foreach (var node in rest)
            (await node.Sees<ClusterEvent.MemberRemoved>(leader)).PreviousStatus.ShouldBe(MemberStatus.Exiting);
    }

    [Fact]
    public async Task The_end_of_a_system_leaves_the_cluster_first()
    {
        var nodes = await Up(2);

        await nodes[1].System.Terminate().WaitAsync(Patience);

        (await nodes[0].Sees<ClusterEvent.MemberRemoved>(nodes[1])).PreviousStatus.ShouldBe(MemberStatus.Exiting);
    }

    [Fact]
    public async Task A_system_in_no_cluster_ends_at_once()
    {
        var node = Node();

        await node.System.Terminate().WaitAsync(Patience);

        node.Cluster.IsTerminated.ShouldBeTrue();
        node.Events.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Actors_of_a_removed_node_are_terminated_for_their_watchers()
    {
        var nodes = await Up(2);
        var log = new EventLog();
        var watchee = nodes[1].System.ActorOf(Props.Create(() => new EventLog.Listener(new EventLog())), "watchee");
        var seen = await nodes[0].System.ActorSelection(new RootActorPath(nodes[1].Address) / watchee.Path.Elements).ResolveOne(Patience);
        nodes[0].System.ActorOf(Props.Create(() => new Watcher(log, seen)));
        await log.First<string>(text => text == "watching", Patience);

        await nodes[1].Crash([nodes[0]]);
        nodes[0].Cluster.Down(nodes[1].Address);

        (await log.First<Terminated>(_ => true, Patience)).ActorRef.ShouldBe(seen);
        await nodes[0].Sees<ClusterEvent.MemberRemoved>(nodes[1]);
    }

    private static string Case(ClusterNode node, ClusterNode other) => $"{node.Address} about {other.Address}";

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(EventLog log, IActorRef watchee)
        {
            Context.Watch(watchee);
            log.Add("watching");
            ReceiveAny(log.Add);
        }
    }
}
