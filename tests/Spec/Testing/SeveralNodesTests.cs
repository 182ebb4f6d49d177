using Akka.Actor;
using Akka.Cluster;
using Akka.TestKit.Xunit2;
using Weir.Operators.Streams;
using Weir.Testing;
using Weir.Testing.Connectors;

namespace Weir.Spec.Testing;

/// <summary>Test clusters of several nodes, and what can be done to those.</summary>
public sealed class SeveralNodesTests
{
    private static readonly TestClusterOptions ThreeNodes = new()
    {
        Nodes = 3,
        SlotsPerNode = 2,
        Patience = TimeSpan.FromSeconds(120),
        Configuration = "weir.checkpointing { interval = 100 ms, num-retained = 3 }",
    };

    [Fact]
    public async Task A_killed_node_is_replaced_and_no_count_is_lost_or_repeated()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(ThreeNodes);
        var source = new ScriptedSource<string>(partitions: 4);
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink), new TestJobOptions { Parallelism = 4 });
        Write(source);
        await sink.WhenCommittedAsync(400).WaitAsync(ThreeNodes.Patience);
        await cluster.Nodes[2].KillAsync();
        Write(source);
        await job.WhenRecoveredAsync();
        source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce(sink, 800);
    }

    [Fact]
    public async Task A_node_that_is_cut_off_is_given_up_and_what_it_does_then_does_not_count()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(ThreeNodes);
        var source = new ScriptedSource<string>(partitions: 4);
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink), new TestJobOptions { Parallelism = 4 });
        Write(source);
        await sink.WhenCommittedAsync(400).WaitAsync(ThreeNodes.Patience);
        await cluster.Nodes[1].CutOffAsync();
        Write(source);
        await job.WhenRecoveredAsync();
        await cluster.Nodes[1].MendAsync();
        source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce(sink, 800);
    }

    [Fact]
    public async Task A_node_that_is_paused_until_it_is_given_up_goes_on_for_nothing()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(ThreeNodes);
        var source = new ScriptedSource<string>(partitions: 4);
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink), new TestJobOptions { Parallelism = 4 });
        Write(source);
        await sink.WhenCommittedAsync(400).WaitAsync(ThreeNodes.Patience);
        using var observer = new TestKit(cluster.System);
        Cluster.Get(cluster.System).Subscribe(observer.TestActor, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, typeof(ClusterEvent.MemberRemoved));
        Address paused = Cluster.Get(cluster.Nodes[1].System).SelfAddress;
        await cluster.Nodes[1].PauseAsync();
        cluster.Nodes[1].IsPaused.ShouldBeTrue();
        Write(source);
        await job.WhenRecoveredAsync();
        await observer.FishForMessageAsync(message => message is ClusterEvent.MemberRemoved removed && removed.Member.Address.Equals(paused), ThreeNodes.Patience);

        // Late output, acknowledgements and commits: by what it knows it is still a part of all this.
        cluster.Nodes[1].Resume();
        await cluster.Nodes[1].System.WhenTerminated.WaitAsync(ThreeNodes.Patience);
        Write(source);
        source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce(sink, 1200);
    }

    [Fact]
    public async Task A_paused_node_can_be_killed_and_nothing_else_be_asked_of_it()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(ThreeNodes);
        var source = new ScriptedSource<string>(partitions: 4);
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink), new TestJobOptions { Parallelism = 4 });
        Write(source);
        await sink.WhenCommittedAsync(400).WaitAsync(ThreeNodes.Patience);
        TestNode node = cluster.Nodes[2];
        await node.PauseAsync();
        (await Should.ThrowAsync<InvalidOperationException>(node.LeaveAsync())).Message.ShouldContain("Resume");
        (await Should.ThrowAsync<InvalidOperationException>(node.CutOffAsync())).Message.ShouldContain("Resume");
        await node.KillAsync();
        Write(source);
        await job.WhenRecoveredAsync();
        source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce(sink, 800);
    }

    [Fact]
    public async Task A_node_that_is_paused_does_nothing_until_it_goes_on()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync();
        var source = new ScriptedSource<string>(partitions: 4);
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink));
        Write(source);
        await sink.WhenWrittenAsync(400).WaitAsync(ThreeNodes.Patience);
        await cluster.Nodes[0].PauseAsync();
        Write(source);
        Task<long> checkpoint = job.CheckpointAsync();
        Task written = sink.WhenWrittenAsync(401);
        cluster.Nodes[0].Resume();
        await Task.WhenAll(checkpoint, written).WaitAsync(ThreeNodes.Patience);
        source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce(sink, 800);
    }

    [Fact]
    public async Task A_node_that_leaves_costs_nothing_and_another_one_takes_its_place()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(ThreeNodes);
        var source = new ScriptedSource<string>(partitions: 4);
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink), new TestJobOptions { Parallelism = 6 });
        Write(source);
        await sink.WhenCommittedAsync(400).WaitAsync(ThreeNodes.Patience);

        // All six slots are taken: where its subtasks are to go has to be there before it leaves.
        TestNode another = await cluster.AddNodeAsync();
        another.Number.ShouldBe(3);
        await cluster.Nodes[2].LeaveAsync();
        cluster.Nodes[2].IsRunning.ShouldBeFalse();
        Write(source);
        source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce(sink, 800);
        job.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_that_loses_frames_for_a_while_loses_no_count()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(ThreeNodes);
        var source = new ScriptedSource<string>(partitions: 4);
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink), new TestJobOptions { Parallelism = 6 });
        Write(source);
        await sink.WhenCommittedAsync(400).WaitAsync(ThreeNodes.Patience);
        await cluster.CutLinkAsync(cluster.Nodes[1], cluster.Nodes[2]);
        Write(source);

        // What goes from one to the other is lost, and so is each checkpoint's barrier; the rest arrives.
        await sink.WhenWrittenAsync(401).WaitAsync(ThreeNodes.Patience);
        await cluster.MendLinkAsync(cluster.Nodes[1], cluster.Nodes[2]);
        source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce(sink, 800);
    }

    [Fact]
    public async Task A_node_is_added_in_place_of_the_oldest_one_that_is_cut_off()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(ThreeNodes);
        var source = new ScriptedSource<string>(partitions: 4);
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink), new TestJobOptions { Parallelism = 6 });
        Write(source);
        await sink.WhenCommittedAsync(400).WaitAsync(ThreeNodes.Patience);
        await cluster.Nodes[0].CutOffAsync();

        // All six slots were taken: the job goes on with those of the new node.
        await cluster.AddNodeAsync();
        Write(source);
        source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce(sink, 800);
        await cluster.Nodes[0].System.WhenTerminated.WaitAsync(ThreeNodes.Patience);
        cluster.Nodes[0].IsRunning.ShouldBeFalse();
        cluster.Nodes[3].IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task Links_are_for_several_nodes_only()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync();
        (await Should.ThrowAsync<InvalidOperationException>(cluster.Nodes[0].CutOffAsync())).Message.ShouldContain("Nodes = 2");
        (await Should.ThrowAsync<InvalidOperationException>(cluster.AddNodeAsync())).Message.ShouldContain("Nodes = 2");
    }

    private static void Write(ScriptedSource<string> source)
    {
        for (int partition = 0; partition < 4; partition++)
        {
            source.AddTo(partition, Enumerable.Range(0, 100).Select(n => $"w{n % 10}"));
        }
    }

    private static void Count(StreamEnvironment environment, ScriptedSource<string> source, TestSink<(string Word, long Count)> sink) =>
        environment.FromSource(source).KeyBy(word => word).Count().WithName("count").SinkTo(sink);

    private static void ShouldHoldEachCountOnce(TestSink<(string Word, long Count)> sink, int records)
    {
        sink.Committed.Count.ShouldBe(records);
        foreach (IGrouping<string, (string Word, long Count)> word in sink.Committed.GroupBy(result => result.Word))
        {
            word.Select(result => result.Count).Order().ShouldBe(Enumerable.Range(1, records / 10).Select(n => (long)n));
        }
    }
}
