using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Rest;

/// <summary>Flink's own web page, tab by tab, in front of a node of Weir.</summary>
[Collection(NodesCollection.Name)]
public class FlinkPageTests
{
    [FlinkPageFact]
    public async Task Flinks_page_finds_all_that_it_asks_for()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 1, Rest = true });
        cluster.Folder.Write("text.txt", string.Concat(Enumerable.Repeat("the quick brown fox\n", 10_000)));
        using var run = await cluster.RunAsync(
            "run", "word-count", "--detach", "-p", "2", "--", "--input", "text.txt", "--output", "out", "--passes", "1000", "--lines-per-second", "2000");
        run.ExitCode.ShouldBe(0, run.ToString());
        var job = run.Output.Trim();
        await cluster.UntilAsync(() => cluster[0].Log.Contains($"Job {job}: checkpoint 2 ", StringComparison.Ordinal), "two checkpoints of the job");
        var rest = cluster[0].Rest;
        using var client = new HttpClient { BaseAddress = rest };
        var vertex = (await client.GetFromJsonAsync<JsonNode>($"/jobs/{job}"))!["vertices"]![1]!["id"]!.GetValue<string>();
        var taskManager = (await client.GetFromJsonAsync<JsonNode>("/taskmanagers"))!["taskmanagers"]![0]!["id"]!.GetValue<string>();
        using var page = await FlinkPage.StartAsync(rest, ClusterProcesses.FreePort());

        var running = $"job/running/{job}";
        foreach (var (tab, expected) in ((string, string)[])[
            ("overview", "word-count"),
            (running + "/overview", "word-count"),
            ($"{running}/overview/{vertex}/detail", ""),
            ($"{running}/overview/{vertex}/subtasks", "RUNNING"),
            ($"{running}/overview/{vertex}/taskmanagers", "RUNNING"),
            ($"{running}/overview/{vertex}/watermarks", ""),
            ($"{running}/overview/{vertex}/accumulators", ""),
            ($"{running}/overview/{vertex}/backpressure", ""),
            ($"{running}/overview/{vertex}/metrics", ""),
            ($"{running}/overview/{vertex}/flamegraph", ""),
            (running + "/timeline", ""),
            (running + "/exceptions", ""),
            (running + "/checkpoints", "Latest Completed Checkpoint"),
            (running + "/configuration", ""),
            ("task-manager", taskManager),
            ($"task-manager/{taskManager}/metrics", ""),
            ($"task-manager/{taskManager}/logs", ""),
            ("job-manager/metrics", ""),
            ("job-manager/config", "weir.checkpointing.interval"),
            ("job-manager/logs", ""),
            ("submit", "Uploaded Jars")])
        {
            var (document, errors) = await page.OpenAsync(tab, Path.Combine(cluster.Folder.Path, "browser"));
            errors.ShouldBeEmpty(tab);
            document.ShouldContain(expected, Case.Sensitive, tab);
            page.Said.ShouldNotContain(" GET /", Case.Sensitive, tab);
        }
    }
}
