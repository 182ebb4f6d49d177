using Weir.Operators.Sources;
using Weir.Testing;
using Weir.Testing.Connectors;

namespace Weir.Spec.Testing;

/// <summary>Barriers that overtake on channels between nodes.</summary>
public sealed class UnalignedNodesTests
{
    private const int Keys = 50;
    private const int Records = 40_000;

    private static readonly TestClusterOptions ThreeNodes = new()
    {
        Nodes = 3,
        SlotsPerNode = 2,
        Patience = TimeSpan.FromSeconds(120),
        Configuration = "weir.checkpointing { interval = 200 ms, timeout = 20 s, num-retained = 3, unaligned.enabled = true }",
    };

    [Fact]
    public async Task A_node_killed_under_a_slow_sink_leaves_no_trace_in_the_output()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(ThreeNodes);
        var sink = new TestSink<(long Key, long Count)>();
        using var slow = new ManualResetEventSlim();
        int passed = 0;
        TestJob job = await cluster.SubmitAsync(
            environment => environment
                .FromSource(new GeneratorSource<long>(Records, n => n % Keys))
                .KeyBy(key => key).Count()
                .Rebalance()
                .Select(counted =>
                {
                    if (Interlocked.Increment(ref passed) % 20 == 0)
                    {
                        slow.Wait(TimeSpan.FromMilliseconds(2));
                    }

                    return counted;
                })
                .SinkTo(sink),
            new TestJobOptions { Parallelism = 4 });
        await sink.WhenCommittedAsync(1_000).WaitAsync(ThreeNodes.Patience);
        await cluster.Nodes[2].KillAsync();
        await job.WhenRecoveredAsync();
        await job.FinishAsync();
        var counts = sink.Committed.ToList();
        counts.Count.ShouldBe(Records);
        foreach (var key in counts.GroupBy(count => count.Key))
        {
            key.Select(count => count.Count).Order().ShouldBe(Enumerable.Range(1, Records / Keys).Select(n => (long)n));
        }
    }
}
