using System.Net;
using System.Net.Sockets;
using Weir.EndToEnd.Jobs;
using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Rest;

/// <summary>What goes wrong in practice on a node, each with its cause in words over REST.</summary>
[Collection(NodesCollection.Name)]
public class FailureCauseTests
{
    private const int StorageKib = 1024;
    private const string Job = nameof(MisfortuneJob);

    [Fact]
    public async Task Each_failure_of_practice_says_over_REST_what_it_was_and_where()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var mounts = new TestFolder();
        string[] storages = [.. ((string[])["full", "read-only"]).Select(name => Directory.CreateDirectory(Path.Combine(mounts.Path, name)).FullName)];

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
            Prefix = [.. storages.Length > 0 ? NodeMounts.Prefix(storages, StorageKib) : [], "env", "DOTNET_GCHeapHardLimit=0x18000000"],
        });
        using var rest = new RestReader(cluster[0].Rest);
        var jobs = await Task.WhenAll([
            SubmitAsync(cluster, [], MisfortuneJob.Exception),
            SubmitAsync(cluster, [], MisfortuneJob.TimeOut, $"http://{silent.LocalEndpoint}"),
            SubmitAsync(cluster, [], MisfortuneJob.OutOfMemory),
            .. storages.Select(storage => SubmitAsync(cluster, ["-D", $"weir.checkpointing.storage.dir={storage}"], MisfortuneJob.None))]);
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
        }

        if (storages is [var full, var readOnly])
        {
            await FailStorageAsync(cluster, rest, jobs[3], () => FillAsync(NodeMounts.Seen(cluster[0].Process, Path.Combine(full, "ballast"))), "No space left on device");
            await FailStorageAsync(cluster, rest, jobs[4], () => Task.Run(() => NodeMounts.MakeReadOnly(cluster[0].Process, readOnly)), "Read-only file system");
        }

        // The node has survived all of that.
        (await rest.GetAsync("/overview"))["jobs-failed"]!.GetValue<int>().ShouldBe(jobs.Length);
    }

    private static async Task FailStorageAsync(ClusterProcesses cluster, RestReader rest, string job, Func<Task> fail, string expected)
    {
        await cluster.UntilAsync(() => Says(cluster, $"Job {job}: checkpoint 2 (Periodic) completed"), "checkpoints before the storage fails");
        await fail();
        await FailedAsync(cluster, job);
        (await rest.CheckpointFailureAsync(job)).ShouldContain(expected);
        var text = (await rest.FailureAsync(job))["stacktrace"]!.GetValue<string>();
        text.ShouldContain(expected);
        text.ShouldContain("weir.checkpointing.tolerable-failures");
    }

    private static Task FailedAsync(ClusterProcesses cluster, string job) =>
        cluster.UntilAsync(() => Says(cluster, $"Job {job} ({Job}): Failing → Failed"), "the job has failed");

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
}
