using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Rest;

/// <summary>A cluster is shut down by one request, at a node that does not lead, and started again.</summary>
[Collection(NodesCollection.Name)]
public partial class ClusterShutdownTests
{
    [Fact]
    public async Task All_nodes_end_and_the_jobs_go_on_where_they_were_when_they_are_started_again()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 2, Leaders = 1, Slots = 2, Rest = true });
        cluster.Folder.Write("text.txt", string.Concat(Enumerable.Repeat("the quick brown fox\n", 10_000)));
        using var run = await cluster.RunAsync(
            "run", "word-count", "--detach", "-p", "4", "-D", "weir.checkpointing.interval=300ms", "--", "--input", "text.txt", "--output", "out", "--passes", "1000", "--lines-per-second", "2000");
        run.ExitCode.ShouldBe(0, run.ToString());
        var job = run.Output.Trim();
        using (var rest = new RestReader(cluster[1].Rest))
        {
            await cluster.UntilAsync(() => Says(cluster, $"Job {job}: checkpoint 1 (Periodic) completed"), "the job runs");
            await ShouldKnowWhatTheOtherHasBegunAsync(rest, cluster, job);
            (await rest.DeleteAsync("/cluster")).ShouldBe(HttpStatusCode.OK);
        }

        foreach (var node in cluster.Nodes)
        {
            (await node.Process.ExitsWithinAsync(TimeSpan.FromMinutes(1))).ShouldBeTrue(cluster.ToString());
            node.Process.ExitCode.ShouldBe(0, cluster.ToString());
            node.Process.Error.ShouldContain("its jobs go on when it is started again", Case.Sensitive, cluster.ToString());
        }

        var last = LastCheckpoint().Matches(cluster[0].Log)[^1].Groups["id"].Value;

        // A new life of each.
        await Task.WhenAll(cluster.Nodes.Select(node => node.StartAndUpAsync()));
        await cluster.UntilAsync(() => cluster[0].Process.Error.Contains($"Job {job}: runs again", StringComparison.Ordinal), "the job goes on");
        using var again = new RestReader(cluster[1].Rest);
        (await again.GetAsync($"/jobs/{job}/status"))["status"]!.GetValue<string>().ShouldBe("RUNNING");
        (await again.GetAsync($"/jobs/{job}/checkpoints"))["latest"]!["restored"]!["id"]!.ToString().ShouldBe(last, cluster.ToString());
    }

    /// <summary>An outcome can be asked for at any node, and a request that is repeated at another one begins nothing.</summary>
    private static async Task ShouldKnowWhatTheOtherHasBegunAsync(RestReader rest, ClusterProcesses cluster, string job)
    {
        using var other = new RestReader(cluster[0].Rest);
        var trigger = Guid.NewGuid().ToString("N");
        var savepoints = Path.Combine(cluster.Folder.Path, "savepoints");
        foreach (var node in (RestReader[])[rest, other])
        {
            var begun = await node.PostAsync($"/jobs/{job}/savepoints", new JsonObject { ["target-directory"] = savepoints, ["triggerId"] = trigger });
            begun["request-id"]!.GetValue<string>().ShouldBe(trigger);
        }

        JsonNode outcome;
        do
        {
            outcome = await other.GetAsync($"/jobs/{job}/savepoints/{trigger}");
        }
        while (outcome["status"]!["id"]!.GetValue<string>() == "IN_PROGRESS");

        outcome["operation"]!["location"]!.GetValue<string>().ShouldBe(Directory.GetDirectories(savepoints).ShouldHaveSingleItem());
    }

    [GeneratedRegex(@"checkpoint (?<id>\d+) \(Manual\) completed")]
    private static partial Regex LastCheckpoint();

    private static bool Says(ClusterProcesses cluster, string text) => cluster[0].Log.Contains(text, StringComparison.Ordinal);
}
