using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Failover;

/// <summary>One node, or all of them, die or leave while a job runs: what it commits is exact all the same.</summary>
[Collection(NodesCollection.Name)]
public partial class NodeFailureTests
{
    [Fact]
    public async Task A_worker_is_killed_in_the_midst_of_a_checkpoint()
    {
        using var run = await ClusterRun.StartAsync(seed: 41, TimeSpan.FromSeconds(20), new ClusterOptions
        {
            Slots = 2,
            Rest = true,
            Settings = "weir.job-manager.checkpoint-history = 1000",
        });
        var leader = await Leader.AwaitAsync(run.Cluster);
        JsonNode lost;
        for (var kill = 1; ; kill++)
        {
            var worker = run.Worker(leader);
            var checkpoint = await KillDuringCheckpointAsync(run, worker);
            await leader.SaysAsync(log => log.Contains($"checkpoint {checkpoint} (Periodic) failed", StringComparison.Ordinal)
                || log.Contains($"checkpoint {checkpoint} (Periodic) completed", StringComparison.Ordinal));
            await leader.SaysAsync($"recovered from failure {kill} in");
            lost = await run.ShouldShowLostAsync(leader, worker);
            await leader.CompletesAsync(2);
            await run.ShouldBePartAsync();
            if (leader.Log.Contains($"checkpoint {checkpoint} (Periodic) failed", StringComparison.Ordinal))
            {
                break;
            }

            // It had acknowledged already, and the checkpoint was completed without it.
            kill.ShouldBeLessThan(4, run.ToString());
            await worker.StartAndUpAsync();
        }

        await run.ShouldFinishExactlyAsync();
        await run.ShouldShowOnPageAsync(leader, lost);
    }

    [Fact]
    public async Task The_leader_is_killed()
    {
        using var run = await ClusterRun.StartAsync(seed: 42, TimeSpan.FromSeconds(12));
        var first = await Leader.AwaitAsync(run.Cluster);
        await first.Node.KillAsync();

        var second = await Leader.AwaitAsync(run.Cluster, after: first);
        second.Node.ShouldNotBe(first.Node);
        second.Epoch.ShouldBe(first.Epoch + 1, run.ToString());
        await second.CompletesAsync(2);
        await run.ShouldBePartAsync();

        // It joins again, as a follower.
        await first.Node.StartAndUpAsync();
        await run.ShouldFinishExactlyAsync();
        Leader.Of(run.Cluster).ShouldBe(second, run.ToString());
    }

    [Fact]
    public async Task All_nodes_are_killed_at_once_and_started_again()
    {
        using var run = await ClusterRun.StartAsync(seed: 43, TimeSpan.FromSeconds(10));
        var first = await Leader.AwaitAsync(run.Cluster);
        await Task.WhenAll(run.Cluster.Nodes.Select(node => node.KillAsync()));
        var newest = Number(run.Cluster.Folder.CompleteCheckpoints()[0]);
        await run.ShouldBePartAsync();

        foreach (var node in run.Cluster.Nodes)
        {
            node.Start();
        }

        // Nobody submits it again.
        var second = await Leader.AwaitAsync(run.Cluster, after: first);
        await second.SaysAsync(log => RestoredFrom().IsMatch(log));
        long.Parse(RestoredFrom().Match(second.Log).Groups["id"].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(newest - 1, run.ToString());
        await run.ShouldFinishExactlyAsync();
    }

    [Fact]
    public async Task A_node_with_subtasks_leaves()
    {
        using var run = await ClusterRun.StartAsync(seed: 44, TimeSpan.FromSeconds(12));
        var leader = await Leader.AwaitAsync(run.Cluster);
        var worker = run.Worker(leader);

        (await worker.LeaveAsync()).ShouldBe(0, run.ToString());

        // Not to where it was, not as a failure, and with nothing lost since the checkpoint that was taken for it.
        await leader.SaysAsync(": moved in ");
        leader.Log.ShouldNotContain("failure 1", Case.Sensitive, run.ToString());
        Moves().Match(leader.Log).Groups["id"].Value.ShouldBe(RestoredFrom().Matches(leader.Log).Last().Groups["id"].Value, run.ToString());
        await leader.CompletesAsync(2);
        await run.ShouldFinishExactlyAsync();
    }

    [Fact]
    public async Task The_leader_leaves()
    {
        using var run = await ClusterRun.StartAsync(seed: 45, TimeSpan.FromSeconds(12));
        var first = await Leader.AwaitAsync(run.Cluster);

        (await first.Node.LeaveAsync()).ShouldBe(0, run.ToString());

        var second = await Leader.AwaitAsync(run.Cluster, after: first);
        await second.CompletesAsync(2);
        await run.ShouldFinishExactlyAsync();
        second.Log.ShouldNotContain("failure 1", Case.Sensitive, run.ToString());
    }

    /// <returns>The checkpoint's number.</returns>
    private static async Task<long> KillDuringCheckpointAsync(ClusterRun run, ClusterNode worker)
    {
        var begun = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(run.Cluster.Folder.Checkpoints, "chk-*") { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.DirectoryName };
        watcher.Created += (_, created) =>
        {
            if (!begun.Task.IsCompleted)
            {
                worker.Process.Signal(9);
                begun.TrySetResult(Number(created.FullPath));
            }
        };
        watcher.EnableRaisingEvents = true;
        var checkpoint = await begun.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await worker.Process.ExitAsync();
        return checkpoint;
    }

    private static long Number(string checkpoint) => long.Parse(Path.GetFileName(checkpoint)["chk-".Length..], CultureInfo.InvariantCulture);

    [GeneratedRegex(@"deploying \d+ subtasks as attempt \d+, from checkpoint (?<id>\d+)")]
    private static partial Regex RestoredFrom();

    [GeneratedRegex(@"moves, .*checkpoint (?<id>\d+)")]
    private static partial Regex Moves();
}
