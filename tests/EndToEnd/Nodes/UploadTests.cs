using System.Globalization;
using System.Text.Json;
using Weir.EndToEnd.Jobs;

namespace Weir.EndToEnd.Nodes;

/// <summary>Jobs whose code the nodes have never seen.</summary>
public class UploadTests
{
    private static readonly string OwnAssembly = typeof(UploadTests).Assembly.Location;

    [Fact]
    public async Task The_folder_of_a_job_is_uploaded_once_and_the_job_runs()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 2 });
        var input = cluster.Folder.Write("numbers.txt", string.Concat(Enumerable.Range(1, 1_000).Select(number => $"{number}\n")));
        var marker = Path.Combine(cluster.Folder.Path, "has-thrown");

        using var first = await cluster.RunAsync("run", OwnAssembly, "--class", nameof(ThrowingOnceJob), "--", input, cluster.Folder.Output, marker);

        first.ExitCode.ShouldBe(0, $"{first}\n{cluster}");
        first.Error.ShouldContain("Uploaded Weir.EndToEnd.dll with");
        first.Error.ShouldContain("Recovered from failure 1");
        Numbers(cluster.Folder.Output).ShouldBe(Enumerable.Range(1, 1_000), $"{first}\n{cluster}");

        var another = Path.Combine(cluster.Folder.Path, "out-2");
        using var second = await cluster.RunAsync("run", OwnAssembly, "--class", nameof(ThrowingOnceJob), "--detach", "--", input, another, marker);

        second.ExitCode.ShouldBe(0, $"{second}\n{cluster}");
        second.Error.ShouldContain("has Weir.EndToEnd.dll and its");
        second.Output.Trim().Length.ShouldBe(32, "the job's id");
        using var list = await cluster.RunAsync("list", "--json");
        using var json = JsonDocument.Parse(list.Output);
        json.RootElement.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("jid").GetString()).ShouldContain(second.Output.Trim());
    }

    [Fact]
    public async Task A_job_that_is_another_one_on_one_node_is_refused_with_the_first_operator_that_differs()
    {
        // One slot each, so that both nodes build the job; the client and the leader build the same.
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 2, Slots = 1, Leaders = 1 });

        using var process = await cluster.RunAsync("run", OwnAssembly, "--class", nameof(NodeDependentJob), "--parallelism", "2");

        process.ExitCode.ShouldBe(1, $"{process}\n{cluster}");
        process.Error.ShouldContain($"'{NodeDependentJob.ExtraOperator}'", Case.Sensitive, $"{process}\n{cluster}");
    }

    [Fact]
    public async Task What_is_wrong_with_an_assembly_is_said_before_anything_is_sent()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 1 });
        var lonely = Path.Combine(cluster.Folder.Path, Path.GetFileName(OwnAssembly));
        File.Copy(OwnAssembly, lonely);
        foreach (var (arguments, expected) in ((string[], string)[])
            [
                ([typeof(Weir.State.Utf8Text).Assembly.Location], "no class that implements"),
                ([OwnAssembly], "several jobs"),
                ([OwnAssembly, "--class", nameof(RefusingJob)], RefusingJob.Message),
                ([lonely, "--class", nameof(ThrowingJob)], "needs an assembly that can't be loaded"),
            ])
        {
            using var process = await cluster.RunAsync("run", arguments);
            process.ExitCode.ShouldBe(2, process.ToString());
            process.Error.ShouldContain(expected);
            process.Error.TrimEnd().Split('\n').Length.ShouldBe(1, process.ToString());
        }

        Directory.Exists(Path.Combine(cluster.Folder.Path, "weir-data", "artifacts")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_running_job_is_shown_checkpointed_and_cancelled_from_outside()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 2, Slots = 2 });
        var runs = WordCountRuns.Over(cluster.Folder, seed: 31, words: 60_000, passes: 10_000);
        using var run = cluster.Command("run", ["word-count", "--parallelism", "3", .. runs.Arguments().SkipWhile(argument => argument != "--")]);
        await run.SaysAsync(text => text.Contains("(last #", StringComparison.Ordinal));

        using var info = await cluster.RunAsync("info", "word-count");
        info.ExitCode.ShouldBe(0, info.ToString());
        foreach (var node in cluster.Nodes)
        {
            info.Output.ShouldContain(node.Endpoint, Case.Sensitive, "subtasks run on both nodes");
        }

        using var checkpoint = await cluster.RunAsync("checkpoint", "word-count");
        checkpoint.ExitCode.ShouldBe(0, $"{checkpoint}\n{cluster}");
        checkpoint.Output.ShouldContain("completed checkpoint");

        using var cancel = await cluster.RunAsync("cancel", "word-count");
        cancel.ExitCode.ShouldBe(0, $"{cancel}\n{cluster}");
        cancel.Output.ShouldContain("cancelled");
        await run.ExitAsync();
        run.ExitCode.ShouldBe(1, run.ToString());
        run.Error.ShouldContain("word-count cancelled");
        await runs.ShouldBePartAsync(run);
    }

    private static IEnumerable<int> Numbers(string folder) =>
        Directory.EnumerateFiles(folder).SelectMany(File.ReadLines).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Order();
}
