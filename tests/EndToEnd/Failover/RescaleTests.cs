using Weir.EndToEnd.Jobs;
using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Failover;

/// <summary>Jobs that go on at another parallelism by the command line, on a cluster of processes.</summary>
[Collection(NodesCollection.Name)]
public class RescaleTests
{
    [Fact]
    public async Task Rescaled_up_and_down_with_a_worker_killed_on_the_way_each_word_counts_once()
    {
        // Two of the nodes are enough for all that is asked for.
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 3, Leaders = 1, Slots = 3 });

        // So few lines a second that it runs until it is stopped however slow all is; what is left is soon read without a limit.
        var words = WordCountRuns.Lasting(cluster.Folder, seed: 91, TimeSpan.FromSeconds(240), linesPerSecond: 300);
        string[] submission = words.Arguments("--detach", "--parallelism", "3", "-D", "weir.checkpointing.interval=300ms");
        using var submitted = await cluster.RunAsync(submission[0], submission[1..]);
        submitted.ExitCode.ShouldBe(0, $"{submitted}\n{cluster}");
        var leader = await Leader.AwaitAsync(cluster);
        await leader.CompletesAsync(2);

        using (var up = cluster.Command("rescale", "word-count", "--parallelism", "6"))
        {
            await leader.SaysAsync("goes from parallelism 3 to 6");
            await cluster[2].KillAsync();
            await ShouldRunAtAsync(up, "6", cluster);
        }

        await leader.CompletesAsync(2);
        await words.ShouldBePartAsync(cluster);
        using (var down = cluster.Command("rescale", "word-count", "--parallelism", "2", "--operator", "count=3"))
        {
            await ShouldRunAtAsync(down, "3 (count=3)", cluster);
        }

        await leader.CompletesAsync(1);
        using (var stop = await cluster.RunAsync("stop", "word-count", "--savepoint-dir", "savepoints"))
        {
            stop.ExitCode.ShouldBe(0, $"{stop}\n{cluster}");
        }

        await words.ShouldBePartAsync(cluster);
        string[] rest = words.Fast().Arguments("--from", "latest", "--parallelism", "3");
        using var last = await cluster.RunAsync(rest[0], rest[1..]);
        last.ExitCode.ShouldBe(0, $"{last}\n{cluster}");
        await words.ShouldBeExactAsync($"{last}\n{cluster}");
    }

    [Fact]
    public async Task The_command_waits_no_longer_than_it_is_told_and_says_what_goes_on()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 1, Slots = 4 });
        using var submitted = await cluster.RunAsync(
            "run", typeof(SlowSinkJob).Assembly.Location, "--class", nameof(SlowSinkJob), "--detach", "--parallelism", "2", "-D", "weir.checkpointing.interval=24h", "--", "out", "5000");
        submitted.ExitCode.ShouldBe(0, $"{submitted}\n{cluster}");
        var leader = await Leader.AwaitAsync(cluster);
        await leader.SaysAsync("deploying 6 subtasks");

        // What waits in front of the slow step takes minutes, and so does a checkpoint.
        using (var late = await cluster.RunAsync("rescale", nameof(SlowSinkJob), "--parallelism", "3", "--timeout", "1"))
        {
            late.ExitCode.ShouldBe(1, $"{late}\n{cluster}");
            late.Error.ShouldContain("does not run at parallelism 3 after 1 s. If it was begun, it goes on: weir info shows what the job waits for, and asking again waits on.");
            late.Error.TrimEnd().ShouldNotContain("\n");
        }

        using var other = await cluster.RunAsync("rescale", nameof(SlowSinkJob), "--parallelism", "4", "--timeout", "1");
        other.ExitCode.ShouldBe(1, $"{other}\n{cluster}");
        other.Error.ShouldContain("is being rescaled to parallelism 3; ask again when that is done");
    }

    private static async Task ShouldRunAtAsync(WeirProcess command, string parallelism, ClusterProcesses cluster)
    {
        await command.ExitAsync();
        command.ExitCode.ShouldBe(0, $"{command}\n{cluster}");
        command.Output.ShouldContain($"runs at parallelism {parallelism}, from checkpoint ", Case.Sensitive, command.ToString());
    }
}
