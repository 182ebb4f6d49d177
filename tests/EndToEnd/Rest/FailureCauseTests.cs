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

    [MountFact]
    public async Task Each_failure_of_practice_says_over_REST_what_it_was_and_where()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var mounts = new TestFolder();
        var full = Directory.CreateDirectory(Path.Combine(mounts.Path, "full")).FullName;
        var readOnly = Directory.CreateDirectory(Path.Combine(mounts.Path, "read-only")).FullName;

        // 384 MiB: what a test's node needs, and less than its job wants.
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions
        {
            Nodes = 1,
            Slots = 8,
            Rest = true,
            Prefix = [.. NodeMounts.Prefix([full, readOnly], StorageKib), "env", "DOTNET_GCHeapHardLimit=0x18000000"],
        });
        var node = cluster[0].Process;
        using var rest = new RestReader(cluster[0].Rest);
        var jobs = await Task.WhenAll(
            SubmitAsync(cluster, [], MisfortuneJob.Exception),
            SubmitAsync(cluster, [], MisfortuneJob.TimeOut, $"http://{silent.LocalEndpoint}"),
            SubmitAsync(cluster, [], MisfortuneJob.OutOfMemory),
            SubmitAsync(cluster, ["-D", $"weir.checkpointing.storage.dir={full}"], MisfortuneJob.None),
            SubmitAsync(cluster, ["-D", $"weir.checkpointing.storage.dir={readOnly}"], MisfortuneJob.None));
        var (exception, timeOut, outOfMemory, onFull, onReadOnly) = (jobs[0], jobs[1], jobs[2], jobs[3], jobs[4]);
        foreach (var job in (string[])[onFull, onReadOnly])
        {
            await cluster.UntilAsync(() => Says(cluster, $"Job {job}: checkpoint 2 (Periodic) completed"), "checkpoints before the storage fails");
        }

        await FillAsync(NodeMounts.Seen(node, Path.Combine(full, "ballast")));
        NodeMounts.MakeReadOnly(node, readOnly);
        foreach (var (job, expected) in ((string, string[])[])[
            (exception, [typeof(InvalidOperationException).FullName!, MisfortuneJob.Message]),
            (timeOut, [typeof(TaskCanceledException).FullName!, "HttpClient.Timeout of 0.3 seconds"]),
            (outOfMemory, [typeof(OutOfMemoryException).FullName!])])
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

        foreach (var (job, said) in ((string, string)[])[(onFull, "No space left on device"), (onReadOnly, "Read-only file system")])
        {
            await FailedAsync(cluster, job);
            (await rest.CheckpointFailureAsync(job)).ShouldContain(said);
            var text = (await rest.FailureAsync(job))["stacktrace"]!.GetValue<string>();
            text.ShouldContain(said);
            text.ShouldContain("weir.checkpointing.tolerable-failures");
        }

        // It has survived all of that.
        (await rest.GetAsync("/overview"))["jobs-failed"]!.GetValue<int>().ShouldBe(jobs.Length);
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
