using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Failover;

/// <summary>All processes of a cluster are killed again and again, and started again with their command, as a supervisor would.</summary>
[Collection(NodesCollection.Name)]
public class RelaunchTests
{
    // Ten, as weir.relaunch-limit has it, with WEIR_LONG=1.
    private static readonly int Limit = Environment.GetEnvironmentVariable("WEIR_LONG") == "1" ? 10 : 3;

    [Fact]
    public async Task A_job_goes_on_without_a_command_until_its_nodes_have_died_too_often_and_then_with_one()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 1, Leaders = 1, Slots = 2, Settings = $"weir.relaunch-limit.attempts = {Limit}" });
        var words = WordCountRuns.Lasting(cluster.Folder, seed: 71, TimeSpan.FromSeconds(5 * Limit));
        string[] options = ["--detach", "--parallelism", "2", "-D", "weir.checkpointing.interval=300ms"];
        string[] submission = words.Arguments(options);
        using (var submitted = await cluster.RunAsync(submission[0], submission[1..]))
        {
            submitted.ExitCode.ShouldBe(0, $"{submitted}\n{cluster}");
        }

        var leader = await Leader.AwaitAsync(cluster);
        await leader.CompletesAsync(2);
        for (var relaunch = 1; relaunch <= Limit; relaunch++)
        {
            await cluster[0].KillAsync();
            await words.ShouldBePartAsync(cluster);
            cluster[0].Start();
            leader = await Leader.AwaitAsync(cluster, after: leader);
            await leader.SaysAsync("is relaunched: its cluster was gone. It goes on from checkpoint ");
            await leader.CompletesAsync(1);
        }

        await cluster[0].KillAsync();
        cluster[0].Start();
        leader = await Leader.AwaitAsync(cluster, after: leader);
        await leader.SaysAsync("→ Failed.");
        leader.Log.ShouldContain($"relaunched {Limit} times within 00:10:00 already");
        using (var alerts = await cluster.RunAsync("alerts", "word-count", "--json"))
        {
            alerts.Output.ShouldContain("\"rule\": \"relaunch\"", Case.Sensitive, $"{alerts}\n{cluster}");
            alerts.Output.ShouldContain("\"status\": \"firing\"", Case.Sensitive, $"{alerts}\n{cluster}");
        }

        string[] again = words.Arguments(["--from", "latest", .. options[1..]]);
        using var client = await cluster.RunAsync(again[0], again[1..]);
        client.ExitCode.ShouldBe(0, $"{client}\n{cluster}");
        await words.ShouldBeExactAsync(cluster);
    }
}
