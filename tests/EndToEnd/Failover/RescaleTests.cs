using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Failover;

/// <summary>A word count that goes on at another parallelism by the command line, on a cluster of processes, one of which is killed on the way.</summary>
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
            await ShouldRunAtAsync(up, 6, cluster);
        }

        await leader.CompletesAsync(2);
        await words.ShouldBePartAsync(cluster);
        using (var down = cluster.Command("rescale", "word-count", "--parallelism", "2"))
        {
            await ShouldRunAtAsync(down, 2, cluster);
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

    private static async Task ShouldRunAtAsync(WeirProcess command, int parallelism, ClusterProcesses cluster)
    {
        await command.ExitAsync();
        command.ExitCode.ShouldBe(0, $"{command}\n{cluster}");
        command.Output.ShouldContain($"runs at parallelism {parallelism}, from checkpoint ", Case.Sensitive, command.ToString());
    }
}
