using System.Text.Json.Nodes;

namespace Weir.EndToEnd.Nodes;

/// <summary>What is asked of a job of a cluster on the command line, for programs and by mistake.</summary>
public class JobCommandTests
{
    [Fact]
    public async Task Each_command_answers_in_JSON_and_refuses_in_a_line()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 1 });
        var id = await StartAsync(cluster, "first");
        await Task.WhenAll(RefusedAsync(cluster, 1, "there is no job no-such-job", "info", "no-such-job"), RefusedAsync(cluster, 2, "which job?", "cancel", ""));

        (await JsonAsync(cluster, "list"))["jobs"]!.AsArray().ShouldHaveSingleItem()!["jid"]!.GetValue<string>().ShouldBe(id);
        (await JsonAsync(cluster, "checkpoint", id[..6]))["id"]!.GetValue<long>().ShouldBeGreaterThan(0);
        var changed = (await JsonAsync(cluster, "configure", id, "interval=7s", "alert.threshold=5"))["changed"]!.AsObject();
        changed["weir.checkpointing.interval"]!.GetValue<string>().ShouldBe("7s");
        changed["weir.checkpointing.alert.threshold"]!.GetValue<string>().ShouldBe("5");
        (await JsonAsync(cluster, "alerts", id))["alerts"]!.AsArray().ShouldBeEmpty();
        using (var info = await cluster.RunAsync("info", "word-count"))
        {
            info.Output.ShouldContain($"running  {cluster[0].Endpoint}", Case.Sensitive, info.ToString());
        }

        var other = await StartAsync(cluster, "second");
        await RefusedAsync(cluster, 1, "word-count stands for several jobs: ", "cancel", "word-count");
        var cancelled = await JsonAsync(cluster, "cancel", other);
        (cancelled["jid"]!.GetValue<string>(), cancelled["state"]!.GetValue<string>()).ShouldBe((other, "CANCELLED"));

        // Of a name's runs it is the one that goes on.
        var savepoints = Path.Combine(cluster.Folder.Path, "savepoints");
        var stopped = await JsonAsync(cluster, "stop", "word-count", "--savepoint-dir", savepoints);
        (stopped["jid"]!.GetValue<string>(), stopped["state"]!.GetValue<string>()).ShouldBe((id, "FINISHED"));
        await Task.WhenAll(
            RefusedAsync(cluster, 1, $"word-count {id} is finished already", "stop", id),
            RefusedAsync(cluster, 1, $"word-count {id} is finished already", "checkpoint", id),
            CheckAndDisposeAsync(cluster, stopped["location"]!.GetValue<string>()));
    }

    private static async Task CheckAndDisposeAsync(ClusterProcesses cluster, string savepoint)
    {
        using var check = await WeirProcess.RunAsync(cluster.Folder, ["savepoint", "check", savepoint, "word-count", "--json", "--", "--input", cluster.Folder.Path, "--output", cluster.Folder.Path]);
        check.ExitCode.ShouldBe(0, check.ToString());
        JsonNode.Parse(check.Output)!["savepoints"]!.AsArray().ShouldHaveSingleItem()!["can-start"]!.GetValue<bool>().ShouldBeTrue();
        (await JsonAsync(cluster, "savepoint", "dispose", savepoint))["deleted"]!.GetValue<string>().ShouldBe(savepoint);
        Directory.Exists(savepoint).ShouldBeFalse();
    }

    /// <summary>A job with more to read than a test takes, slowly.</summary>
    private static async Task<string> StartAsync(ClusterProcesses cluster, string name)
    {
        var input = cluster.Folder.Write($"{name}.txt", string.Concat(Enumerable.Range(0, 1_000).Select(line => $"line {line} of the text\n")));
        using var run = await cluster.RunAsync(
            "run",
            ["word-count", "--detach", "--", "--input", input, "--output", Path.Combine(cluster.Folder.Path, $"{name}-counts"), "--passes", "100000", "--lines-per-second", "500"]);
        run.ExitCode.ShouldBe(0, $"{run}\n{cluster}");
        var id = run.Output.Trim();
        await cluster.UntilAsync(() => cluster[0].Log.Contains($"Job {id}: checkpoint 1 (Periodic) completed", StringComparison.Ordinal), "its first checkpoint");
        return id;
    }

    private static async Task<JsonNode> JsonAsync(ClusterProcesses cluster, string command, params string[] arguments)
    {
        using var process = await cluster.RunAsync(command, [.. arguments, "--json"]);
        process.ExitCode.ShouldBe(0, $"{process}\n{cluster}");
        return JsonNode.Parse(process.Output)!;
    }

    private static async Task RefusedAsync(ClusterProcesses cluster, int exitCode, string expected, string command, params string[] arguments)
    {
        using var process = await cluster.RunAsync(command, arguments);
        process.ExitCode.ShouldBe(exitCode, process.ToString());
        process.Error.ShouldStartWith("weir: ");
        process.Error.ShouldContain(expected);
        process.Error.TrimEnd().ShouldNotContain("\n");
        process.Output.ShouldBeEmpty();
    }
}
