using System.Globalization;
using System.Text.RegularExpressions;
using Weir.EndToEnd.Jobs;
using Weir.EndToEnd.Nodes;
using Weir.Host.Demo;

namespace Weir.EndToEnd.Failover;

/// <summary>Checkpoints whose barriers overtake what waits in front of a slow step, over connections between processes.</summary>
[Collection(NodesCollection.Name)]
public partial class UnalignedTests
{
    [Fact]
    public async Task Killed_with_records_in_flight_and_started_at_each_other_parallelism_each_counts_once()
    {
        // A subtask of each step on each node: half of the channels lie between the two.
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 2, Leaders = 1, Slots = 1 });
        string[] submission = Arguments(delayMs: 5, "--detach", "--parallelism", "2", "-D", "weir.checkpointing.interval=300ms");
        using var submitted = await cluster.RunAsync("run", submission);
        submitted.ExitCode.ShouldBe(0, $"{submitted}\n{cluster}");

        // At that pace what is in flight takes minutes.
        await (await Leader.AwaitAsync(cluster)).CompletesAsync(5);
        await Task.WhenAll(cluster.Nodes.Select(node => node.KillAsync()));
        await ReadAsync(cluster);
        var latest = cluster.Folder.CompleteCheckpoints()[0];
        Directory.EnumerateFiles(latest, "*in-flight*").ShouldNotBeEmpty(cluster.ToString());
        using var checking = await WeirProcess.RunAsync(
            cluster.Folder, "savepoint", "check", latest, typeof(SlowSinkJob).Assembly.Location, "--class", nameof(SlowSinkJob), "--parallelism", "3", "--", "out", "0");
        checking.Output.ShouldContain("can start from it", Case.Sensitive, checking.ToString());

        // What is in flight then is what was in flight before, and has not been worked off at the other parallelism.
        foreach (var parallelism in (int[])[3, 1, 4])
        {
            using var slow = WeirProcess.Start(
                cluster.Folder, ["run", .. Arguments(delayMs: 5, "--from", "latest", "--parallelism", $"{parallelism}", "-D", "weir.checkpointing.interval=300ms")]);
            await slow.SaysAsync(said => LatestCheckpoint().IsMatch(said));
            await slow.KillAsync();
            await ReadAsync(cluster);
            slow.Error.ShouldContain("Goes on from checkpoint ");
            Directory.EnumerateFiles(cluster.Folder.CompleteCheckpoints()[0], "*in-flight*").ShouldNotBeEmpty(slow.ToString());
        }

        using var process = await WeirProcess.RunAsync(cluster.Folder, ["run", .. Arguments(delayMs: 0, "--from", "latest", "--parallelism", "2")]);
        process.ExitCode.ShouldBe(0, $"{process}\n{cluster}");
        var check = await ReadAsync(cluster);
        check.Finish();
        check.Differences.ShouldBe(0, $"{string.Join("\n", check.Problems)}\n{process}\n{cluster}");
    }

    private static string[] Arguments(int delayMs, params string[] options) =>
    [
        typeof(SlowSinkJob).Assembly.Location, "--class", nameof(SlowSinkJob), .. options,
        "-D", "weir.checkpointing.unaligned.enabled=true", "-D", "weir.checkpointing.storage.inline-threshold=0",
        "--", "out", delayMs.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>What is committed so far is part of the right output.</summary>
    private static async Task<RunningCountCheck> ReadAsync(ClusterProcesses cluster)
    {
        var check = new RunningCountCheck(Enumerable.Range(0, SlowSinkJob.Keys).ToDictionary(
            key => key.ToString(CultureInfo.InvariantCulture), _ => (long)SlowSinkJob.RecordsPerKey));
        if (Directory.Exists(cluster.Folder.Output))
        {
            await check.ReadFolderAsync(cluster.Folder.Output, CancellationToken.None);
        }

        check.Differences.ShouldBe(0, $"{string.Join("\n", check.Problems)}\n{cluster}");
        return check;
    }

    [GeneratedRegex(@"\(last #\d+,")]
    private static partial Regex LatestCheckpoint();
}
