using Akka.Actor;
using Akka.Cluster;
using Akka.TestKit.Xunit2;
using Weir.Testing;

namespace Weir.Spec.Testing;

/// <summary>Test clusters of several nodes, and what can be done to those.</summary>
public sealed class SeveralNodesTests
{
    private static readonly TimeSpan Patience = CountingRun.ThreeNodes.Patience;

    [Fact]
    public async Task A_killed_node_is_replaced_and_no_count_is_lost_or_repeated()
    {
        await using CountingRun run = await CountingRun.StartAsync(parallelism: 4);
        await run.Cluster.Nodes[2].KillAsync();
        run.Write();
        await run.Job.WhenRecoveredAsync();
        await run.ShouldFinishAsync(records: 800);
    }

    [Fact]
    public async Task A_node_that_is_cut_off_is_given_up_and_what_it_does_then_does_not_count()
    {
        await using CountingRun run = await CountingRun.StartAsync(parallelism: 4);
        await run.Cluster.Nodes[1].CutOffAsync();
        run.Write();
        await run.Job.WhenRecoveredAsync();
        await run.Cluster.Nodes[1].MendAsync();
        await run.ShouldFinishAsync(records: 800);
    }

    [Fact]
    public async Task A_node_that_is_paused_until_it_is_given_up_goes_on_for_nothing()
    {
        await using CountingRun run = await CountingRun.StartAsync(parallelism: 4);
        using var observer = new TestKit(run.Cluster.System);
        Cluster.Get(run.Cluster.System).Subscribe(observer.TestActor, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, typeof(ClusterEvent.MemberRemoved));
        Address paused = Cluster.Get(run.Cluster.Nodes[1].System).SelfAddress;
        await run.Cluster.Nodes[1].PauseAsync();
        run.Cluster.Nodes[1].IsPaused.ShouldBeTrue();
        run.Write();
        await run.Job.WhenRecoveredAsync();
        await observer.FishForMessageAsync(message => message is ClusterEvent.MemberRemoved removed && removed.Member.Address.Equals(paused), Patience);

        // Late output, acknowledgements and commits: by what it knows it is still a part of all this.
        run.Cluster.Nodes[1].Resume();
        await run.Cluster.Nodes[1].System.WhenTerminated.WaitAsync(Patience);
        run.Write();
        await run.ShouldFinishAsync(records: 1200);
    }

    [Fact]
    public async Task A_paused_node_can_be_killed_and_nothing_else_be_asked_of_it()
    {
        await using CountingRun run = await CountingRun.StartAsync(parallelism: 4);
        TestNode node = run.Cluster.Nodes[2];
        await node.PauseAsync();
        (await Should.ThrowAsync<InvalidOperationException>(node.LeaveAsync())).Message.ShouldContain("Resume");
        (await Should.ThrowAsync<InvalidOperationException>(node.CutOffAsync())).Message.ShouldContain("Resume");
        await node.KillAsync();
        run.Write();
        await run.Job.WhenRecoveredAsync();
        await run.ShouldFinishAsync(records: 800);
    }

    [Fact]
    public async Task A_node_that_was_paused_goes_on_with_all_that_has_come_for_it()
    {
        await using CountingRun run = await CountingRun.StartAsync(parallelism: 1, new TestClusterOptions { Configuration = CountingRun.ThreeNodes.Configuration });
        await run.Cluster.Nodes[0].PauseAsync();
        run.Write();
        Task<long> checkpoint = run.Job.CheckpointAsync();
        Task written = run.Sink.WhenWrittenAsync(401);
        run.Cluster.Nodes[0].Resume();
        await Task.WhenAll(checkpoint, written).WaitAsync(Patience);
        await run.ShouldFinishAsync(records: 800);
    }

    [Fact]
    public async Task A_node_that_leaves_costs_nothing_and_another_one_takes_its_place()
    {
        await using CountingRun run = await CountingRun.StartAsync(parallelism: 6);

        // All six slots are taken: where its subtasks are to go has to be there before it leaves.
        TestNode another = await run.Cluster.AddNodeAsync();
        another.Number.ShouldBe(3);
        await run.Cluster.Nodes[2].LeaveAsync();
        run.Cluster.Nodes[2].IsRunning.ShouldBeFalse();
        run.Write();
        await run.ShouldFinishAsync(records: 800);
        run.Job.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_that_loses_frames_for_a_while_loses_no_count()
    {
        await using CountingRun run = await CountingRun.StartAsync(parallelism: 6);
        await run.Cluster.CutLinkAsync(run.Cluster.Nodes[1], run.Cluster.Nodes[2]);
        run.Write();

        // What goes from one to the other is lost, and so is each checkpoint's barrier; the rest arrives.
        await run.Sink.WhenWrittenAsync(401).WaitAsync(Patience);
        await run.Cluster.MendLinkAsync(run.Cluster.Nodes[1], run.Cluster.Nodes[2]);
        await run.ShouldFinishAsync(records: 800);
    }

    [Fact]
    public async Task A_node_is_added_in_place_of_the_oldest_one_that_is_cut_off()
    {
        await using CountingRun run = await CountingRun.StartAsync(parallelism: 6);
        await run.Cluster.Nodes[0].CutOffAsync();

        // All six slots were taken: the job goes on with those of the new node.
        await run.Cluster.AddNodeAsync();
        run.Write();
        await run.ShouldFinishAsync(records: 800);
        await run.Cluster.Nodes[0].System.WhenTerminated.WaitAsync(Patience);
        run.Cluster.Nodes[0].IsRunning.ShouldBeFalse();
        run.Cluster.Nodes[3].IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task Links_are_for_several_nodes_only()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync();
        (await Should.ThrowAsync<InvalidOperationException>(cluster.Nodes[0].CutOffAsync())).Message.ShouldContain("Nodes = 2");
        (await Should.ThrowAsync<InvalidOperationException>(cluster.AddNodeAsync())).Message.ShouldContain("Nodes = 2");
    }
}
