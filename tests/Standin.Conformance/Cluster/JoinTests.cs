using Akka.Actor;
using Akka.Cluster;

namespace Weir.Standin.Conformance.Cluster;

public sealed class JoinTests : ClusterTest
{
    [Fact]
    public async Task A_node_that_joins_itself_is_a_cluster_of_one()
    {
        var node = Node("akka.cluster.roles = [worker, manager]");
        node.Cluster.SelfMember.Status.ShouldBe(MemberStatus.Removed);

        await node.Cluster.JoinAsync(node.Address).WaitAsync(Patience);

        node.Cluster.IsUp.ShouldBeTrue();
        node.Cluster.SelfMember.Roles.ShouldBe(["worker", "manager"], ignoreOrder: true);
        node.Cluster.SelfMember.HasRole("worker").ShouldBeTrue();
        node.Cluster.State.Leader.ShouldBe(node.Address);
        node.Cluster.State.RoleLeader("manager").ShouldBe(node.Address);
        node.Cluster.State.Members.Single().UniqueAddress.ShouldBe(node.Cluster.SelfUniqueAddress);
    }

    [Fact]
    public async Task Nodes_find_each_other_by_seed_nodes()
    {
        var seed = $"akka.cluster.seed-nodes = [\"akka.trttl.tcp://cluster@127.0.0.1:{FreePort()}\"]";
        var port = seed.Split(':')[^1].TrimEnd(']', '"');
        var first = Node($"akka.remote.dot-netty.tcp.port = {port}, {seed}, akka.cluster.roles = [a]");
        var second = Node($"{seed}, akka.cluster.roles = [b]");
        var third = Node(seed);

        foreach (var node in new[] { first, second, third })
        {
            foreach (var other in new[] { first, second, third })
                await node.Sees<ClusterEvent.MemberUp>(other);
        }

        var state = third.Cluster.State;
        state.Members.Single(member => member.HasRole("b")).Address.ShouldBe(second.Address);
        state.AllRoles.ShouldBe(["a", "b"], ignoreOrder: true);
        state.Unreachable.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_seed_node_begins_a_cluster_when_no_other_one_answers()
    {
        var ports = new[] { FreePort(), FreePort() };
        var seeds = $"akka.cluster.seed-nodes = [{string.Join(", ", ports.Select(port => $"\"akka.trttl.tcp://cluster@127.0.0.1:{port}\""))}]";
        var second = Node($"akka.remote.dot-netty.tcp.port = {ports[1]}, {seeds}, akka.cluster.seed-node-timeout = 1s");
        second.Cluster.State.Members.ShouldBeEmpty();

        var first = Node($"akka.remote.dot-netty.tcp.port = {ports[0]}, {seeds}, akka.cluster.seed-node-timeout = 1s");

        await second.Sees<ClusterEvent.MemberUp>(first);
        await first.Sees<ClusterEvent.MemberUp>(second);
        first.Cluster.State.Members.Min(Member.AgeOrdering)!.Address.ShouldBe(first.Address);
    }

    [Fact]
    public async Task Members_wait_for_each_other_up_to_the_least_number()
    {
        const string Two = "akka.cluster.min-nr-of-members = 2";
        var first = Node(Two);
        first.Cluster.Join(first.Address);
        await first.Sees<ClusterEvent.MemberJoined>(first);
        var second = Node(Two);

        second.Cluster.Join(first.Address);

        await first.Sees<ClusterEvent.MemberUp>(first);
        await first.Sees<ClusterEvent.MemberUp>(second);
        var events = first.Events.All.OfType<ClusterEvent.IMemberEvent>().ToList();
        events.FindIndex(each => each is ClusterEvent.MemberJoined && each.Member.Address == second.Address)
            .ShouldBeLessThan(events.FindIndex(each => each is ClusterEvent.MemberUp));
    }

    [Fact]
    public async Task A_node_is_given_up_when_no_seed_node_answers_for_the_configured_time()
    {
        var node = Node(
            $"""
            akka.cluster.seed-nodes = ["akka.trttl.tcp://cluster@127.0.0.1:{FreePort()}"]
            akka.cluster.seed-node-timeout = 500ms
            akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = 1s
            """);

        await node.System.WhenTerminated.WaitAsync(Patience);

        CoordinatedShutdown.Get(node.System).ShutdownReason.ShouldBeOfType<CoordinatedShutdown.ClusterJoinUnsuccessfulReason>();
    }

    [Fact]
    public async Task A_new_process_at_the_address_takes_the_place_of_the_old_one()
    {
        var port = FreePort();
        const string NoDowning = "akka.cluster.downing-provider-class = \"\"";
        var fixedPort = $"akka.remote.dot-netty.tcp.port = {port}, {NoDowning}";
        var first = (await Up(1, NoDowning))[0];
        var old = Node(fixedPort);
        await old.Cluster.JoinAsync(first.Address).WaitAsync(Patience);
        await first.Sees<ClusterEvent.MemberUp>(old);
        await first.Crash([old]);
        ((ExtendedActorSystem)old.System).Abort();
        await old.System.WhenTerminated.WaitAsync(Patience);
        await first.Mend(old);

        var young = Node(fixedPort);
        await young.Cluster.JoinAsync(first.Address).WaitAsync(Patience);

        young.Address.ShouldBe(old.Address);
        young.Cluster.SelfUniqueAddress.ShouldNotBe(old.Cluster.SelfUniqueAddress);
        (await first.Sees<ClusterEvent.MemberRemoved>(old)).PreviousStatus.ShouldBe(MemberStatus.Down);
        await first.Sees<ClusterEvent.MemberUp>(young);
        first.Cluster.State.Members.Count(member => member.Address == old.Address).ShouldBe(1);
    }

    [Fact]
    public async Task Callbacks_tell_of_up_and_removed()
    {
        var node = Node();
        var calls = new EventLog();
        node.Cluster.RegisterOnMemberUp(() => calls.Add("up"));
        node.Cluster.RegisterOnMemberRemoved(() => calls.Add("removed"));
        calls.All.ShouldBeEmpty();

        await node.Cluster.JoinAsync(node.Address).WaitAsync(Patience);
        await calls.First<string>(call => call == "up", Patience);
        await node.Cluster.LeaveAsync().WaitAsync(Patience);

        await calls.First<string>(call => call == "removed", Patience);
        calls.All.ShouldBe(["up", "removed"]);
        node.Cluster.IsTerminated.ShouldBeTrue();
        await node.System.WhenTerminated.WaitAsync(Patience);
    }
}
