using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Rest;

/// <summary>What people do with Flink's own client, done with it to jobs of a cluster of Weir, at a node that does not lead.</summary>
[Collection(NodesCollection.Name)]
public class FlinkClientTests
{
    [FlinkFact]
    public async Task Flinks_client_operates_jobs()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 2, Leaders = 1, Rest = true });
        var rest = cluster[1].Rest;
        var savepoints = Path.Combine(cluster.Folder.Path, "savepoints");
        var job = await SubmitAsync(cluster, "first");

        (await SaysAsync(rest, "list")).ShouldContain($": {job} : word-count (RUNNING)");
        (await SaysAsync(rest, "checkpoint", job)).ShouldContain($"for job {job} completed.");
        var savepoint = PathIn(await SaysAsync(rest, "savepoint", job, savepoints));
        File.Exists(Path.Combine(savepoint, "_metadata")).ShouldBeTrue(savepoint);
        (await SaysAsync(rest, "savepoint", "-d", savepoint)).ShouldContain("disposed.");
        Directory.Exists(savepoint).ShouldBeFalse();
        (await SaysAsync(rest, expected: 1, "savepoint", "-d", savepoint)).ShouldContain($"There is no complete checkpoint at {savepoint}");

        // What goes wrong is said, and not kept until the client gives up.
        (await SaysAsync(rest, expected: 1, "savepoint", job, "/proc/no-place")).ShouldContain("/proc/no-place");
        (await SaysAsync(rest, expected: 1, "cancel", new string('0', 32))).ShouldContain($"Job {new string('0', 32)} not found");

        savepoint = PathIn(await SaysAsync(rest, "stop", "-p", savepoints, job));
        Directory.Exists(savepoint).ShouldBeTrue();
        (await SaysAsync(rest, "list", "--all")).ShouldContain($": {job} : word-count (FINISHED)");
        (await SaysAsync(rest, expected: 1, "checkpoint", job)).ShouldContain("has ended");

        job = await SubmitAsync(cluster, "second");
        PathIn(await SaysAsync(rest, "stop", "--drain", "-p", savepoints, job)).ShouldStartWith(savepoints);

        job = await SubmitAsync(cluster, "third");
        (await SaysAsync(rest, "cancel", job)).ShouldContain($"Cancelled job {job}.");
        using var client = new HttpClient { BaseAddress = rest };
        await cluster.UntilAsync(() => cluster[0].Log.Contains($"Job {job} (word-count): Cancelling → Cancelled", StringComparison.Ordinal), "the job is cancelled");
        var ended = await client.GetFromJsonAsync<JsonNode>($"/jobs/{job}/status");
        ended!["status"]!.GetValue<string>().ShouldBe("CANCELED");
    }

    private static async Task<string> SubmitAsync(ClusterProcesses cluster, string name)
    {
        cluster.Folder.Write("text.txt", string.Concat(Enumerable.Repeat("the quick brown fox\n", 10_000)));
        using var run = await cluster.RunAsync(
            "run", "word-count", "--detach", "-p", "2", "--", "--input", "text.txt", "--output", $"out-{name}", "--passes", "1000", "--lines-per-second", "2000");
        run.ExitCode.ShouldBe(0, run.ToString());
        var job = run.Output.Trim();
        await cluster.UntilAsync(() => cluster[0].Log.Contains($"Job {job}: checkpoint 1 ", StringComparison.Ordinal), "a checkpoint of the job");
        return job;
    }

    private static Task<string> SaysAsync(Uri rest, params string[] arguments) => SaysAsync(rest, 0, arguments);

    private static async Task<string> SaysAsync(Uri rest, int expected, params string[] arguments)
    {
        var (exitCode, said) = await FlinkClient.RunAsync(rest, arguments);
        exitCode.ShouldBe(expected, $"flink {string.Join(' ', arguments)}\n{said}");
        return said;
    }

    private static string PathIn(string said)
    {
        const string Before = "Savepoint completed. Path: ";
        said.ShouldContain(Before);
        return said[(said.IndexOf(Before, StringComparison.Ordinal) + Before.Length)..].Split('\n')[0].Trim();
    }
}
