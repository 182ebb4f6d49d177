using System.Text.Json.Nodes;
using Weir.EndToEnd.Nodes;
using Weir.EndToEnd.Rest;

namespace Weir.EndToEnd.Failover;

/// <summary>
/// A cluster of three nodes of which any two can carry the job, and a word count that runs on it, at parallelism 4, with
/// several checkpoints a second.
/// </summary>
internal sealed class ClusterRun : IDisposable
{
    private readonly WeirProcess _client;

    private ClusterRun(ClusterProcesses cluster, WordCountRuns words, WeirProcess client)
    {
        Cluster = cluster;
        Words = words;
        _client = client;
    }

    public ClusterProcesses Cluster { get; }

    public WordCountRuns Words { get; }

    /// <summary>Starts both, and waits until the job has completed its first checkpoints.</summary>
    /// <param name="seed">Of the text.</param>
    /// <param name="time">How long the job runs when nothing fails.</param>
    /// <param name="options">How the nodes are; null for three that may lead, with two slots each.</param>
    public static async Task<ClusterRun> StartAsync(int seed, TimeSpan time, ClusterOptions? options = null)
    {
        var cluster = await ClusterProcesses.StartAsync(options ?? new ClusterOptions { Nodes = 3, Slots = 2 });
        var words = WordCountRuns.Lasting(cluster.Folder, seed, time);
        string[] arguments = words.Arguments("--parallelism", "4", "-D", "weir.checkpointing.interval=300ms");
        var run = new ClusterRun(cluster, words, cluster.Command(arguments[0], arguments[1..]));
        try
        {
            await (await Leader.AwaitAsync(cluster)).CompletesAsync(3);
            return run;
        }
        catch (Exception cause)
        {
            var said = run.ToString();
            run.Dispose();
            throw new InvalidOperationException($"The job did not run: {cause.Message}\n{said}", cause);
        }
    }

    /// <summary>A node that does not lead.</summary>
    public ClusterNode Worker(Leader leader) => Cluster.Nodes.First(node => node != leader.Node && node.IsRunning);

    /// <summary>Waits until the job has ended, and sees whether its output is right.</summary>
    public async Task ShouldFinishExactlyAsync()
    {
        if (!await _client.ExitsWithinAsync(TimeSpan.FromMinutes(4)))
        {
            throw new TimeoutException($"The job has not ended.\n{this}");
        }

        _client.ExitCode.ShouldBe(0, ToString());
        await Words.ShouldBeExactAsync(this);
    }

    /// <summary>Over REST, a failure is that this worker is lost, by its name; and so are checkpoints that were under way.</summary>
    /// <returns>The failure, as REST has it.</returns>
    public async Task<JsonNode> ShouldShowLostAsync(Leader leader, ClusterNode worker)
    {
        using var rest = new RestReader(leader.Node.Rest);
        var job = (await rest.GetAsync("/jobs"))["jobs"]![0]!["id"]!.GetValue<string>();
        var failures = await rest.FailuresAsync(job);

        // On a slow machine another one may have come after it.
        var failure = failures.FirstOrDefault(entry => entry["stacktrace"]!.GetValue<string>().Contains($"akka.tcp://weir@{worker.Endpoint}", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"No failure names {worker.Endpoint}: {string.Join("\n", failures)}");
        var text = failure["stacktrace"]!.GetValue<string>();
        failure["taskName"]!.GetValue<string>().ShouldEndWith("/4)");

        // Of a process that is dead the other ends of its connections know first.
        if (failure["exceptionName"]!.GetValue<string>() == "TaskManagerLost")
        {
            text.ShouldContain($"The task manager on akka.tcp://weir@{worker.Endpoint}");
            text.ShouldContain(" is lost: ");
            failure["endpoint"]!.GetValue<string>().ShouldBe(worker.Endpoint);
        }
        else
        {
            text.ShouldContain($"The connection to node akka.tcp://weir@{worker.Endpoint} was lost");
        }

        var causes = await rest.CheckpointFailuresAsync(job);
        if (causes.Count > 0)
        {
            causes.ShouldContain(cause => cause.Contains("/4)") && cause.Contains(worker.Endpoint), string.Join("\n", causes));
        }

        return failure;
    }

    /// <summary>The page has the same, when the job is over and nothing changes any more. On a slow machine other failures may have come after it.</summary>
    public async Task ShouldShowOnPageAsync(Leader leader, JsonNode failure)
    {
        await using var page = await WeirPage.OpenAsync(leader.Node.Rest);
        if (page is null)
        {
            return;
        }

        using var rest = new RestReader(leader.Node.Rest);
        var job = (await rest.GetAsync("/jobs"))["jobs"]![0]!["id"]!.GetValue<string>();
        await page.ShouldShowAsync(job, failure);
        if ((await rest.GetAsync($"/jobs/{job}/checkpoints"))["latest"]!["failed"] is not null)
        {
            var (checkpoint, cause) = await rest.FailedCheckpointAsync(job);
            await page.ShouldShowAsync(job, checkpoint, cause);
        }
    }

    public Task ShouldBePartAsync() => Words.ShouldBePartAsync(this);

    public override string ToString() => $"=== client\n{_client}\n{Cluster}";

    public void Dispose()
    {
        _client.Dispose();
        Cluster.Dispose();
    }
}
