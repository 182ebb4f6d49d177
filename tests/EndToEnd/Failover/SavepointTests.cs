using System.Diagnostics;
using System.Text.Json;
using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Failover;

/// <summary>Savepoints and stops by the command line, of a word count on a cluster of processes, and what can be started from them.</summary>
[Collection(NodesCollection.Name)]
public class SavepointTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task Killed_after_a_savepoint_and_started_from_it_at_another_parallelism_each_word_counts_once()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 2, Slots = 2 });
        var words = WordCountRuns.Lasting(cluster.Folder, seed: 81, Time);

        // None completes after the savepoint: what it commits would be there twice.
        string[] submission = words.Arguments("--detach", "--parallelism", "2", "-D", "weir.checkpointing.interval=24h");
        using var submitted = await cluster.RunAsync(submission[0], submission[1..]);
        submitted.ExitCode.ShouldBe(0, $"{submitted}\n{cluster}");
        await CheckpointAsync(cluster);
        var savepoint = await SavepointAsync(cluster, "savepoint", "word-count", "savepoints", "--json");
        await Task.WhenAll(cluster.Nodes.Select(node => node.KillAsync()));
        await words.ShouldBePartAsync(cluster);

        await RunAsync(cluster, 0, "whole: savepoint", "checkpoint", "verify", savepoint);
        await RunAsync(cluster, 0, "committables", "checkpoint", "show", savepoint);
        await RunAsync(cluster, 0, "word-count", "checkpoint", "list", "savepoints");
        await RunAsync(cluster, 0, "word-count can start from it", ["savepoint", "check", savepoint, "word-count", "--", .. words.JobArguments]);
        await RunAsync(cluster, 1, "odd-even can't start from it", "savepoint", "check", savepoint, "odd-even");

        using var process = await words.Fast().FinishAsync("--from", savepoint, "--parallelism", "3");
        process.ExitCode.ShouldBe(0, $"{process}\n{cluster}");
        await words.ShouldBeExactAsync($"{process}\n{cluster}", killed: Path.GetFileName(savepoint).Split('-')[1]);
        await RunAsync(cluster, 0, "deleted", "savepoint", "dispose", savepoint);
        Directory.Exists(savepoint).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stopped_and_started_again_each_word_counts_once(bool drain)
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 2, Slots = 2 });
        var words = await StartAsync(cluster, seed: 82);
        var savepoint = await SavepointAsync(cluster, ["stop", "word-count", "--savepoint-dir", "savepoints", "--json", .. drain ? ["--drain"] : Array.Empty<string>()]);
        await words.ShouldBePartAsync(cluster);
        if (drain)
        {
            cluster.Folder.HiddenOutput().ShouldBeEmpty("a drained job leaves nothing uncommitted");
        }

        string[] again = words.Fast().Arguments("--from", drain ? savepoint : "latest", "--parallelism", "3");
        using var client = await cluster.RunAsync(again[0], again[1..]);
        client.ExitCode.ShouldBe(0, $"{client}\n{cluster}");
        await words.ShouldBeExactAsync($"{client}\n{cluster}");
    }

    [Fact]
    public async Task A_stop_that_cannot_be_written_says_so_and_the_job_goes_on()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 1, Slots = 2 });
        await StartAsync(cluster, seed: 83);
        cluster.Folder.Write("a-file", "");
        using var process = await cluster.RunAsync("stop", "word-count", "--savepoint-dir", "a-file");
        process.ExitCode.ShouldBe(1, $"{process}\n{cluster}");
        process.Error.ShouldContain("and the job goes on (io)", Case.Sensitive, process.ToString());
        using var info = await cluster.RunAsync("info", "word-count", "--json");
        info.Output.ShouldContain("\"RUNNING\"", Case.Sensitive, info.ToString());
    }

    /// <summary>Runs the word count at parallelism 2, and waits until it has checkpoints.</summary>
    private static async Task<WordCountRuns> StartAsync(ClusterProcesses cluster, int seed)
    {
        var words = WordCountRuns.Lasting(cluster.Folder, seed, Time);
        string[] submission = words.Arguments("--detach", "--parallelism", "2", "-D", "weir.checkpointing.interval=300ms");
        using var submitted = await cluster.RunAsync(submission[0], submission[1..]);
        submitted.ExitCode.ShouldBe(0, $"{submitted}\n{cluster}");
        await (await Leader.AwaitAsync(cluster)).CompletesAsync(3);
        return words;
    }

    /// <summary>Takes a checkpoint, as soon as all subtasks run.</summary>
    private static async Task CheckpointAsync(ClusterProcesses cluster)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            using var process = await cluster.RunAsync("checkpoint", "word-count");
            if (process.ExitCode == 0)
            {
                return;
            }

            process.Error.ShouldContain("not-all-required-tasks-running", Case.Sensitive, process.ToString());
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromMinutes(1), cluster.ToString());
        }
    }

    /// <returns>The savepoint's folder.</returns>
    private static async Task<string> SavepointAsync(ClusterProcesses cluster, params string[] command)
    {
        using var process = await cluster.RunAsync(command[0], command[1..]);
        process.ExitCode.ShouldBe(0, $"{process}\n{cluster}");
        using var json = JsonDocument.Parse(process.Output);
        return json.RootElement.GetProperty("location").GetString()!;
    }

    private static async Task RunAsync(ClusterProcesses cluster, int exitCode, string expected, params string[] command)
    {
        using var process = await WeirProcess.RunAsync(cluster.Folder, command);
        process.ExitCode.ShouldBe(exitCode, process.ToString());
        process.Output.ShouldContain(expected, Case.Sensitive, process.ToString());
    }
}
