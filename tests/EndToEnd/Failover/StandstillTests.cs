using System.Text.RegularExpressions;
using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Failover;

/// <summary>
/// A node that stands still or is cut off is taken for dead while it lives: what it does when it is back, by what it
/// believes, must not count.
/// </summary>
[Collection(NodesCollection.Name)]
public class StandstillTests
{
    // Of `weir node`: put out by the cluster.
    private const int PutOut = 3;

    [Fact]
    public async Task A_worker_stands_still_until_it_is_put_out()
    {
        using var run = await ClusterRun.StartAsync(seed: 51, TimeSpan.FromSeconds(16));
        var leader = await Leader.AwaitAsync(run.Cluster);
        var worker = run.Worker(leader);
        worker.Pause();
        await leader.SaysAsync("recovered from failure 1 in");
        await run.Cluster.UntilAsync(
            () => run.Cluster.Nodes.Any(node => node != worker && node.Process.Error.Contains($"node {worker.Endpoint} is no longer a member", StringComparison.Ordinal)),
            "the worker is removed");
        await leader.CompletesAsync(2);

        // It goes on in the middle of what it was about, with all that was on its way to it.
        worker.Resume();
        (await worker.Process.ExitsWithinAsync(TimeSpan.FromMinutes(1))).ShouldBeTrue(run.ToString());
        worker.Process.ExitCode.ShouldBe(PutOut, run.ToString());
        worker.Process.Error.ShouldContain("the cluster has put this node out");
        await run.ShouldFinishExactlyAsync();
        leader.Log.ShouldNotContain("failure 2", Case.Sensitive, run.ToString());
    }

    [Fact]
    public async Task A_worker_stands_still_for_less_than_that()
    {
        // So long that nobody is put out while the test watches.
        using var run = await ClusterRun.StartAsync(seed: 52, TimeSpan.FromSeconds(14), new ClusterOptions
        {
            Nodes = 3,
            Slots = 2,
            Rest = true,
            Settings = """
                akka.cluster { split-brain-resolver.stable-after = 60 s, down-removal-margin = 60 s }
                weir.job-manager.checkpoint-history = 1000
                """,
        });
        var leader = await Leader.AwaitAsync(run.Cluster);
        var worker = run.Worker(leader);
        worker.Pause();
        await leader.SaysAsync(log => Told(log, worker, "is given up") == 1);
        await leader.SaysAsync("recovered from failure 1 in");
        var lost = await run.ShouldShowLostAsync(leader, worker);
        worker.Resume();

        await worker.Process.SaysAsync(log => log.Contains("Not registered any more", StringComparison.Ordinal));
        await leader.SaysAsync(log => Told(log, worker, "has registered") == 2);
        await leader.CompletesAsync(2);
        await run.ShouldBePartAsync();
        await run.ShouldFinishExactlyAsync();
        await run.ShouldShowOnPageAsync(leader, lost);
        worker.IsRunning.ShouldBeTrue(run.ToString());
    }

    [Fact]
    public async Task The_leader_stands_still_until_another_leads()
    {
        using var run = await ClusterRun.StartAsync(seed: 53, TimeSpan.FromSeconds(16));
        var first = await Leader.AwaitAsync(run.Cluster);
        first.Node.Pause();
        await run.Cluster.UntilAsync(
            () => run.Cluster.Nodes.Any(node => node != first.Node && node.Process.Error.Contains($", epoch {first.Epoch + 1};", StringComparison.Ordinal)),
            "another leader");
        var second = Leader.Of(run.Cluster)!;
        await second.CompletesAsync(2);

        // It believes that it leads, and that a checkpoint is under way.
        var completed = first.Checkpoints();
        first.Node.Resume();
        (await first.Node.Process.ExitsWithinAsync(TimeSpan.FromMinutes(1))).ShouldBeTrue(run.ToString());
        first.Node.Process.ExitCode.ShouldBe(PutOut, run.ToString());
        first.Checkpoints().ShouldBe(completed, run.ToString());
        await run.ShouldFinishExactlyAsync();
    }

    [SkippableNetworkFact]
    public Task A_worker_is_cut_off_for_half_a_minute() => CutOffAsync(seed: 54, isLeader: false);

    [SkippableNetworkFact]
    public Task The_leader_is_cut_off_for_half_a_minute() => CutOffAsync(seed: 55, isLeader: true);

    /// <summary>How often the leader has told that of a node, which it names with the number of its life.</summary>
    private static int Told(string log, ClusterNode node, string what) => Regex.Count(log, $@"The task manager on \S*:{node.Port}#-?\d+ {what}");

    private static async Task CutOffAsync(int seed, bool isLeader)
    {
        using var run = await ClusterRun.StartAsync(seed, TimeSpan.FromSeconds(20), new ClusterOptions { Nodes = 3, Slots = 2, OwnNetworks = true });
        var first = await Leader.AwaitAsync(run.Cluster);
        var lonely = isLeader ? first.Node : run.Worker(first);
        var others = run.Cluster.Nodes.Where(node => node != lonely).ToArray();
        run.Cluster.Cut(run.Cluster.Nodes.ToList().IndexOf(lonely));
        var time = Task.Delay(TimeSpan.FromSeconds(30));
        if (isLeader)
        {
            await run.Cluster.UntilAsync(
                () => others.Any(node => node.Process.Error.Contains($", epoch {first.Epoch + 1};", StringComparison.Ordinal)), "a leader on the other side");
        }

        var leader = others.Select(node => new Leader(node, isLeader ? first.Epoch + 1 : first.Epoch)).First(each => each.Log.Length > 0);
        await leader.CompletesAsync(2);
        await run.ShouldBePartAsync();
        await time;
        run.Cluster.Heal(run.Cluster.Nodes.ToList().IndexOf(lonely));

        // The smaller side has ended itself, as its log says, and joins anew when it is started again.
        (await lonely.Process.ExitsWithinAsync(TimeSpan.FromMinutes(1))).ShouldBeTrue(run.ToString());
        lonely.Process.ExitCode.ShouldBe(PutOut, run.ToString());
        await lonely.StartAndUpAsync();
        await run.ShouldFinishExactlyAsync();
        others.ShouldAllBe(node => node.IsRunning, run.ToString());
    }
}
