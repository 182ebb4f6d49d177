using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Weir.EndToEnd.Jobs;
using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Rest;

/// <summary>What goes wrong in practice on a node, each with its cause in words over REST and on the page.</summary>
[Collection(NodesCollection.Name)]
public partial class FailureCauseTests
{
    private const int StorageKib = 1024;
    private const string Job = nameof(MisfortuneJob);

    /// <summary>The storage may also have come to hang when nobody but itself was busy with a checkpoint any more.</summary>
    private const string Hung = @"(\d of 2 subtasks have not acknowledged: .*\(1/1\): writing for \d+(\.\d)? s|its metadata is being written; the storage has not answered)";

    /// <summary>Options of a job that shall outlive its storage's not answering, and tell of it soon.</summary>
    private static readonly string[] Patient =
    [
        "-D", "weir.checkpointing.timeout=2s", "-D", "weir.checkpointing.tolerable-failures=-1", "-D", "weir.checkpointing.storage.inline-threshold=0",
    ];

    [Fact]
    public async Task Each_failure_of_practice_says_over_REST_and_on_the_page_what_it_was_and_where()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var mounts = new TestFolder();
        string[] storages = [.. ((string[])["full", "read-only", "hung"]).Select(name => Directory.CreateDirectory(Path.Combine(mounts.Path, name)).FullName)];

        // Where nothing can be mounted, storage that fails is seen to by tests that inject it.
        if (!NodeMounts.IsPermitted)
        {
            storages = [];
        }

        // 384 MiB: what a test's node needs, and less than its job wants.
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions
        {
            Nodes = 1,
            Slots = 8,
            Rest = true,
            Settings = """
                weir.logging.format = json
                weir.job-manager.checkpoint-history = 1000
                """,
            Prefix = [.. storages.Length > 0 ? NodeMounts.Prefix(storages, StorageKib) : [], "env", "DOTNET_GCHeapHardLimit=0x18000000"],
        });
        using var rest = new RestReader(cluster[0].Rest);
        await using var page = await WeirPage.OpenAsync(cluster[0].Rest);
        var jobs = await Task.WhenAll([
            SubmitAsync(cluster, [], MisfortuneJob.Exception),
            SubmitAsync(cluster, [], MisfortuneJob.TimeOut, $"http://{silent.LocalEndpoint}"),
            SubmitAsync(cluster, [], MisfortuneJob.OutOfMemory),
            .. storages.Select(storage => SubmitAsync(cluster, ["-D", $"weir.checkpointing.storage.dir={storage}", .. Path.GetFileName(storage) == "hung" ? Patient : []], MisfortuneJob.None))]);
        foreach (var (job, expected) in ((string, string[])[])[
            (jobs[0], [typeof(InvalidOperationException).FullName!, MisfortuneJob.Message]),
            (jobs[1], [typeof(TaskCanceledException).FullName!, "HttpClient.Timeout of 0.3 seconds"]),
            (jobs[2], [typeof(OutOfMemoryException).FullName!])])
        {
            await FailedAsync(cluster, job);
            var failure = await rest.FailureAsync(job);
            failure["exceptionName"]!.GetValue<string>().ShouldBe(expected[0], $"{failure}");
            var text = failure["stacktrace"]!.GetValue<string>();
            text.ShouldContain(expected[^1]);
            text.ShouldContain($"Operator '{MisfortuneJob.OperatorName}' failed in subtask 0 at record '{MisfortuneJob.Unlucky}'");
            text.ShouldContain($"{nameof(MisfortuneJob)}.Meet", Case.Sensitive, "the user's own stack trace");
            failure["taskName"]!.GetValue<string>().ShouldEndWith($"{MisfortuneJob.OperatorName} (1/1)");
            failure["endpoint"]!.GetValue<string>().ShouldBe(cluster[0].Endpoint);
            await (page?.ShouldShowAsync(job, failure) ?? Task.CompletedTask);
        }

        if (storages is [var full, var readOnly, var hung])
        {
            var node = cluster[0].Process;
            await FailStorageAsync(cluster, rest, page, jobs[3], () => FillAsync(NodeMounts.Seen(node, Path.Combine(full, "ballast"))), "No space left on device");
            await FailStorageAsync(cluster, rest, page, jobs[4], () => Task.Run(() => NodeMounts.MakeReadOnly(node, readOnly)), "Read-only file system");
            if (HungFiles.IsPermitted)
            {
                await HangStorageAsync(cluster, rest, page, jobs[5], NodeMounts.Seen(node, hung));
            }
        }

        // The log says the same to programs: each line is an object, and each failure is found by its job.
        var lines = cluster[0].Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        lines.ShouldAllBe(line => line["node"]!.GetValue<string>() == cluster[0].Endpoint && line["level"] != null && line["time"] != null);
        foreach (var job in jobs[..3])
        {
            var line = lines.First(line => Is(line, "job", job) && line["subtask"] is not null && Is(line, "level", "warning"));
            line["subtask"]!.GetValue<int>().ShouldBe(0);
            line["attempt"]!.GetValue<int>().ShouldBe(1);
            line["vertex-name"]!.GetValue<string>().ShouldContain(MisfortuneJob.OperatorName);
            line["exception"]!.GetValue<string>().ShouldContain($"{nameof(MisfortuneJob)}.Meet");
        }

        foreach (var job in jobs.Skip(3).Take(2))
        {
            lines.ShouldContain(line => Is(line, "job", job) && line["checkpoint"] != null && Is(line, "level", "warning"));
        }

        // The node has survived all of that, and so has the job whose storage was only slow.
        var overview = await rest.GetAsync("/overview");
        overview["jobs-failed"]!.GetValue<int>().ShouldBe(storages.Length > 0 ? jobs.Length - 1 : jobs.Length);
        overview["jobs-running"]!.GetValue<int>().ShouldBe(storages.Length > 0 ? 1 : 0);
    }

    private static async Task FailStorageAsync(ClusterProcesses cluster, RestReader rest, WeirPage? page, string job, Func<Task> fail, string expected)
    {
        await WorkingAsync(cluster, job);
        await fail();
        await FailedAsync(cluster, job);
        var failure = await rest.FailureAsync(job);
        var text = failure["stacktrace"]!.GetValue<string>();
        text.ShouldContain(expected, Case.Sensitive, cluster.ToString());
        text.ShouldContain("weir.checkpointing.tolerable-failures");
        var (checkpoint, cause) = await rest.FailedCheckpointAsync(job);
        cause.ShouldContain(expected);
        if (page is not null)
        {
            await page.ShouldShowAsync(job, checkpoint, cause);
            await page.ShouldShowAsync(job, failure);
        }
    }

    private static async Task HangStorageAsync(ClusterProcesses cluster, RestReader rest, WeirPage? page, string job, string storage)
    {
        await WorkingAsync(cluster, job);
        long checkpoint;
        using (HungFiles.Begin(storage))
        {
            // On a machine that is slow itself others may expire, for other reasons.
            await cluster.UntilAsync(() => Expired().IsMatch(cluster[0].Log), "a checkpoint expires while the storage does not answer");
            checkpoint = Number(Expired().Match(cluster[0].Log));
            var cause = await rest.CheckpointFailureAsync(job, checkpoint);
            cause.ShouldStartWith("Checkpoint failed (expired): not complete after 00:00:02: ");
            cause.ShouldMatch(Hung);
            await (page?.ShouldShowAsync(job, checkpoint, cause) ?? Task.CompletedTask);
        }

        await cluster.UntilAsync(() => Completions(cluster, job).Any(number => number > checkpoint), "a checkpoint after the storage has answered");
    }

    private static Task WorkingAsync(ClusterProcesses cluster, string job) =>
        cluster.UntilAsync(() => Completions(cluster, job).Count() >= 2, $"checkpoints of {job} before its storage fails");

    private static IEnumerable<long> Completions(ClusterProcesses cluster, string job) =>
        Completed().Matches(cluster[0].Log).Where(completed => completed.Groups["job"].Value == job).Select(Number);

    private static Task FailedAsync(ClusterProcesses cluster, string job) =>
        cluster.UntilAsync(() => Says(cluster, $"Job {job} ({Job}): Failing → Failed"), "the job has failed");

    private static bool Is(JsonObject line, string property, string value) => line[property]?.GetValue<string>() == value;

    private static bool Says(ClusterProcesses cluster, string text) => cluster[0].Log.Contains(text, StringComparison.Ordinal);

    private static async Task FillAsync(string path)
    {
        await using var file = File.Create(path);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                await file.WriteAsync(block);
                await file.FlushAsync();
            }
        }
        catch (IOException)
        {
            // It is full now.
        }
    }

    private static async Task<string> SubmitAsync(ClusterProcesses cluster, string[] options, params string[] arguments)
    {
        using var run = await cluster.RunAsync(
            "run",
            [typeof(MisfortuneJob).Assembly.Location, "--class", Job, "--detach", "-D", "weir.checkpointing.interval=300ms", "-D", "weir.checkpointing.restart.strategy=none", .. options, "--", .. arguments]);
        run.ExitCode.ShouldBe(0, $"{run}\n{cluster}");
        return run.Output.Trim();
    }

    private static long Number(Match checkpoint) => long.Parse(checkpoint.Groups["id"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Job (?<job>\w+): checkpoint (?<id>\d+) \(Periodic\) completed")]
    private static partial Regex Completed();

    [GeneratedRegex(@"checkpoint (?<id>\d+) \(Periodic\) failed, expired: .*" + Hung)]
    private static partial Regex Expired();
}
