using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Weir.Browser;
using Weir.EndToEnd.Jobs;
using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Rest;

/// <summary>Flink's own page in front of a node, beside the node's: of jobs that are over both have the same figures.</summary>
[Collection(NodesCollection.Name)]
public sealed partial class FlinkFiguresTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [FlinkPageFact]
    public async Task Both_pages_have_the_same_figures()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 1, Rest = true });
        using var rest = new RestReader(cluster[0].Rest);
        var stopped = await StoppedAsync(cluster, rest);
        var failed = await FailedAsync(cluster);
        using var dashboard = await FlinkPage.StartAsync(cluster[0].Rest, ClusterProcesses.FreePort());
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.StartAsync(playwright);
        await using var flink = await Tab.OpenAsync(browser, dashboard.Address, Look.Desktop);
        await using var weir = await Tab.OpenAsync(browser, cluster[0].Rest, Look.Desktop);

        await weir.GoAsync("/");
        await flink.Page.GotoAsync("/#/overview");
        await SameAsync(flink, FlinkStopped(), weir, WeirStopped());
        await SameAsync(flink, FlinkFailed(), weir, WeirFailed());

        await weir.GoAsync("/web/task-managers");
        await SameAsync(flink, FlinkSlots(), weir, WeirSlots());
        await flink.Page.GotoAsync("/#/task-manager");
        await SameAsync(flink, FlinkTaskManager(), weir, WeirTaskManager());

        await weir.GoAsync($"/web/jobs/{stopped}");
        await flink.Page.GotoAsync($"/#/job/completed/{stopped}/overview");
        await SameAsync(flink, FlinkJob(), weir, WeirJob());
        await SameAsync(() => ReadAsync(flink, FlinkVertices()), async () => await VerticesAsync(weir));

        await weir.GoAsync($"/web/jobs/{stopped}/checkpoints");
        await flink.Page.GotoAsync($"/#/job/completed/{stopped}/checkpoints");
        await SameAsync(flink, FlinkCheckpoints(), weir, WeirCheckpoints());
        await SameAsync(flink, FlinkFailedCheckpoint(), weir, WeirFailedCheckpoint());

        await weir.GoAsync($"/web/jobs/{failed}/exceptions");
        await flink.Page.GotoAsync($"/#/job/completed/{failed}/exceptions");
        await SameCauseAsync(flink, weir);
        dashboard.Said.ShouldNotContain(" GET /");
    }

    /// <summary>Two checkpoints, one that fails between them, and a savepoint with which it stops.</summary>
    private static async Task<string> StoppedAsync(ClusterProcesses cluster, RestReader rest)
    {
        cluster.Folder.Write("text.txt", string.Concat(Enumerable.Repeat("the quick brown fox\n", 10_000)));
        using var run = await cluster.RunAsync(
            "run", "word-count", "--detach", "-p", "2", "-D", "weir.checkpointing.interval=1h", "-D", "weir.checkpointing.tolerable-failures=-1",
            "--", "--input", "text.txt", "--output", "out", "--passes", "1000", "--lines-per-second", "2000");
        run.ExitCode.ShouldBe(0, $"{run}\n{cluster}");
        var job = run.Output.Trim();
        await cluster.UntilAsync(() => Says(cluster, $"Job {job} (word-count): Created → Running"), "the job runs");
        await CheckpointAsync("completed", 1);

        // Its place is taken.
        Directory.CreateDirectory(Path.Combine(cluster.Folder.Checkpoints, job, "chk-2"));
        await CheckpointAsync("failed", 2);
        await CheckpointAsync("completed", 3);
        await rest.PostAsync($"/jobs/{job}/stop", new JsonObject { ["targetDirectory"] = Path.Combine(cluster.Folder.Path, "savepoints"), ["drain"] = false });
        await cluster.UntilAsync(() => Says(cluster, $"Job {job} (word-count): Finishing → Finished"), "the job has stopped");
        return job;

        async Task CheckpointAsync(string outcome, int number)
        {
            await rest.PostAsync($"/jobs/{job}/checkpoints", new JsonObject { ["checkpointType"] = "CONFIGURED" });
            await cluster.UntilAsync(
                () => Regex.IsMatch(cluster[0].Log, $@"Job {job}: checkpoint {number} \(\w+\) {outcome}"), $"checkpoint {number} is {outcome}");
        }
    }

    private static async Task<string> FailedAsync(ClusterProcesses cluster)
    {
        using var run = await cluster.RunAsync(
            "run", typeof(MisfortuneJob).Assembly.Location, "--class", nameof(MisfortuneJob), "--detach", "-D", "weir.checkpointing.restart.strategy=none", "--", MisfortuneJob.Exception);
        run.ExitCode.ShouldBe(0, $"{run}\n{cluster}");
        var job = run.Output.Trim();
        await cluster.UntilAsync(() => Says(cluster, $"Job {job} ({nameof(MisfortuneJob)}): Failing → Failed"), "the job has failed");
        return job;
    }

    private static bool Says(ClusterProcesses cluster, string text) => cluster[0].Log.Contains(text, StringComparison.Ordinal);

    private static async Task SameAsync(Tab flink, Regex flinks, Tab weir, Regex weirs)
    {
        try
        {
            await SameAsync(() => ReadAsync(flink, flinks), () => ReadAsync(weir, weirs));
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\n--- {await TextAsync(flink.Page.Locator("body"))}\n--- {await TextAsync(weir.Page.Locator("body"))}", late);
        }
    }

    /// <summary>Both pages are read until they agree: neither has all of its figures at once.</summary>
    private static async Task SameAsync(Func<Task<Dictionary<string, string>>> readFlink, Func<Task<Dictionary<string, string>>> readWeir)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var (flink, weir) = (await readFlink(), await readWeir());
            if (PageFigures.AreSame(flink, weir))
            {
                return;
            }

            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"The pages have not come to agree.\nFlink's: {PageFigures.Text(flink)}\nWeir's: {PageFigures.Text(weir)}");
            }

            await tick.WaitForNextTickAsync();
        }
    }

    private static async Task<Dictionary<string, string>> ReadAsync(Tab tab, Regex pattern) => PageFigures.Read(pattern, await TextAsync(tab.Page.Locator("body")));

    private static async Task<string> TextAsync(ILocator of) => Space().Replace(await of.InnerTextAsync(), " ");

    /// <summary>Of each vertex, its subtasks together.</summary>
    private static async Task<Dictionary<string, string>> VerticesAsync(Tab weir)
    {
        var figures = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (vertex, name) in (await weir.Page.Locator("details.panel").AllAsync()).Zip((string[])["words", "count"]))
        {
            (await vertex.Locator("summary").InnerTextAsync()).ShouldStartWith(name);
            figures[$"{name}State"] = await vertex.Locator("summary .state").InnerTextAsync();
            figures[$"{name}In"] = await SumAsync(vertex, "Records in");
            figures[$"{name}Out"] = await SumAsync(vertex, "Records out");
            figures[$"{name}Subtasks"] = $"{await vertex.Locator("tbody tr").CountAsync()}";
        }

        return figures;

        static async Task<string> SumAsync(ILocator vertex, string figure) => (await vertex.Locator($"td[data-label='{figure}']").AllInnerTextsAsync())
            .Sum(cell => long.Parse(cell.Replace(",", "", StringComparison.Ordinal), null)).ToString("#,0", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Flink's page shows the root in an editor, of which it has as many lines as can be seen.</summary>
    private static async Task SameCauseAsync(Tab flink, Tab weir)
    {
        await weir.Page.GetByText("Stack trace").First.ClickAsync();
        var cause = NoSpace(await weir.Page.Locator("pre").First.InnerTextAsync());
        cause.ShouldContain(NoSpace(MisfortuneJob.Message));
        var editor = flink.Page.Locator(".view-lines").First;
        await editor.GetByText("OperatorException").First.WaitForAsync();

        // Above it is the time.
        var shown = NoSpace(await editor.InnerTextAsync());
        shown = shown[shown.IndexOf("Weir.Operators", StringComparison.Ordinal)..];
        shown.ShouldContain(NoSpace(MisfortuneJob.Message));
        cause.ShouldContain(shown);

        await flink.Page.GetByText("Exception History").ClickAsync();
        await SameAsync(flink, FlinkException(), weir, WeirException());
    }

    private static string NoSpace(string text) => Space().Replace(text, "");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"word-count (?<submitted>[-\d]+ [:\d]+)\.\d+ (?<took>[\dmsh ]+?) [-\d]+ [:\d.]+ (?<tasks>\d+) \d+ (?<state>[A-Z]+)")]
    private static partial Regex FlinkStopped();

    [GeneratedRegex(@"word-count \w+ (?<state>\w+) (?<took>[\dminsh. ]+?) (?<tasks>\d+) \d+, 1 failed \d+ [\d,]+ (?<submitted>[-\d]+ [:\d]+) UTC")]
    private static partial Regex WeirStopped();

    [GeneratedRegex(@"MisfortuneJob (?<submitted>[-\d]+ [:\d]+)\.\d+ (?<took>[\dmsh ]+?) [-\d]+ [:\d.]+ (?<tasks>\d+) \d+ (?<state>[A-Z]+)")]
    private static partial Regex FlinkFailed();

    [GeneratedRegex(@"MisfortuneJob \w+ (?<state>\w+) (?<took>[\dminsh. ]+?) (?<tasks>\d+) \d+ \d+ [\d,]+ (?<submitted>[-\d]+ [:\d]+) UTC")]
    private static partial Regex WeirFailed();

    [GeneratedRegex(@"Available Task Slots (?<free>\d+) Total Task Slots ?(?<slots>\d+)Task Managers")]
    private static partial Regex FlinkSlots();

    [GeneratedRegex(@"(?<free>\d+) of (?<slots>\d+) slots are free")]
    private static partial Regex WeirSlots();

    [GeneratedRegex(@"Managed MEM (?<id>\S+) (?<node>\S+)/user/weir/task-manager \d+ [-\d]+ [:\d]+ (?<slots>\d+) (?<free>\d+) ")]
    private static partial Regex FlinkTaskManager();

    [GeneratedRegex(@"Used Free Id (?<node>\S+) Registered (?<slots>\d+) \d+ (?<free>\d+) (?<id>\S+)")]
    private static partial Regex WeirTaskManager();

    [GeneratedRegex(@"Job ID (?<id>\w+) Job State (?<state>[A-Z]+) .*Start Time (?<submitted>[-\d]+ [:\d]+)\.\d+ End Time (?<ended>[-\d]+ [:\d]+)\.\d+ Duration (?<took>[\dmsh ]+) Overview")]
    private static partial Regex FlinkJob();

    [GeneratedRegex(@"/ (?<id>\w+) word-count (?<state>\w+) .*Took (?<took>[\dminsh. ]+) Tasks .*Submitted (?<submitted>[-\d]+ [:\d]+) UTC Ended (?<ended>[-\d]+ [:\d]+) UTC")]
    private static partial Regex WeirJob();

    [GeneratedRegex(
        @"words (?<wordsState>[A-Z]+) \S+ \S+ (?<wordsIn>[\d,]+) \S+ \S+ (?<wordsOut>[\d,]+) (?<wordsSubtasks>\d+) .*" +
        @"count -> counts (?<countState>[A-Z]+) \S+ \S+ (?<countIn>[\d,]+) \S+ \S+ (?<countOut>[\d,]+) (?<countSubtasks>\d+) ")]
    private static partial Regex FlinkVertices();

    [GeneratedRegex(
        @"Triggered: (?<triggered>\d+) In Progress: (?<progress>\d+) Completed: (?<completed>\d+) Failed: (?<failed>\d+) Restored: (?<restored>\d+) .*" +
        @"Latest Completed Checkpoint ID: (?<id>\d+) Completion Time: \S+ \S+ End to End Duration: (?<took>[\dmsh ]+) Checkpointed Data Size: (?<size>[\d.]+ \w+) Full .*" +
        @"Latest Failed Checkpoint ID: (?<failedId>\d+) .*Latest Savepoint ID: (?<savepoint>\d+) ")]
    private static partial Regex FlinkCheckpoints();

    [GeneratedRegex(
        @"Triggered (?<triggered>\d+) In progress (?<progress>\d+) Completed (?<completed>\d+) Failed (?<failed>\d+) Restored (?<restored>\d+) .*" +
        @"Checkpoint (?<id>\d+) Completed(, deleted)? \w+ \d+ of \d+ \S+ \S+ UTC (?<took>[\dminsh. ]+) (?<size>[\d.]+ \w+) [\d.]+ \w+ Checkpoint (?<failedId>\d+) Failed .*Checkpoint (?<savepoint>\d+) Completed Savepoint ")]
    private static partial Regex WeirCheckpoints();

    [GeneratedRegex(@"Latest Failed Checkpoint ID: (?<id>\d+) .*?Cause: Checkpoint failed \(\w+\): (?<cause>.+? is used once\.)")]
    private static partial Regex FlinkFailedCheckpoint();

    [GeneratedRegex(@"Checkpoint (?<id>\d+) failed\. \w+: (?<cause>.+? is used once\.)")]
    private static partial Regex WeirFailedCheckpoint();

    [GeneratedRegex(@"Task Name Location \S+ \S+ (?<exception>System\.\w+) (?<task>orders -> ask the pricing service \(1/1\)) \S+\((?<node>[\d.:]+)\)")]
    private static partial Regex FlinkException();

    [GeneratedRegex(@"1\. (?<task>orders -> ask the pricing service \(1/1\)) failed \S+ \S+ UTC, on (?<node>[\d.:]+) (?<exception>System\.\w+): ")]
    private static partial Regex WeirException();
}
