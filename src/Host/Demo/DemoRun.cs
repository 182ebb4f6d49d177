using System.Diagnostics;
using System.Globalization;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Host.Jobs;
using Weir.Host.Progress;
using Weir.Host.Runs;
using Weir.Host.Settings;
using Weir.Host.Terminal;

namespace Weir.Host.Demo;

/// <summary>
/// The main job on real text: counts words while subtasks are crashed, then compares what was committed with a plain count.
/// </summary>
internal static class DemoRun
{
    private const int MaxCrashes = 8;

    /// <param name="passes">How many times the text is read.</param>
    /// <param name="seed">Chooses which subtasks are crashed.</param>
    public static async Task<int> ExecuteAsync(int passes, int seed)
    {
        using var signals = new TerminationSignals();
        using var folder = new DemoFolder();
        var text = Path.Combine(AppContext.BaseDirectory, "data", "king-james-bible");
        var output = Console.Out;
        var display = ProgressDisplay.For(output, !Console.IsOutputRedirected);
        var settings = JobSettings.Load(files: [], Settings(folder));
        try
        {
            display.Note(string.Create(CultureInfo.InvariantCulture, $"Counts the words of the King James Bible, {passes} times over, and crashes subtasks while it does (seed {seed})."));
            await using var cluster = LocalCluster.Start(settings.All, display);
            var job = JobCatalog.Find("word-count", className: null);
            var client = await cluster.SubmitAsync(
                new JobSubmission
                {
                    Job = job.Create(),
                    JobName = job.Name,
                    Arguments = ["--input", text, "--output", folder.Output, "--passes", passes.ToString(CultureInfo.InvariantCulture)],
                    Parallelism = 2,
                    OnNews = JobNewsText.To(display),
                },
                signals.Token);
            using var crasher = new SubtaskCrasher(client, new Random(seed));
            var crashing = crasher.RunAsync(MaxCrashes);
            var result = await new JobMonitor(client, display).WatchAsync(signals.Token);
            await crashing;
            if (result.Outcome != JobOutcome.Finished)
            {
                display.Note(JobSummary.Of(result, new RunRequest { Job = job.Name }, new()));
                return signals.ExitCode != 0 ? signals.ExitCode : ExitCode.Failed;
            }

            display.Note($"The job has finished. Comparing its committed files with a plain count of the same text.");
            return await CompareAsync(text, passes, folder.Output, result.Status, crasher.Crashes, display, signals.Token);
        }
        catch (OperationCanceledException) when (signals.ExitCode != 0)
        {
            return signals.ExitCode;
        }
    }

    private static string[] Settings(DemoFolder folder) =>
    [
        $"weir.checkpointing.storage.dir={folder.Checkpoints}",
        "weir.checkpointing.interval=250 ms",
        "weir.faults.enabled=on",
        "weir.checkpointing.tolerable-failures=-1",
        "weir.checkpointing.restart.strategy=fixed-delay",
        "weir.checkpointing.restart.fixed-delay.attempts=1000",
        "weir.checkpointing.restart.fixed-delay.delay=100 ms",
    ];

    private static async Task<int> CompareAsync(
        string text, int passes, string output, JobStatus status, int crashes, ProgressDisplay display, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var expected = await PlainWordCount.CountFolderAsync(text, passes, cancellationToken);
        var check = new RunningCountCheck(expected);
        await check.ReadFolderAsync(output, cancellationToken);
        check.Finish();
        var words = expected.Values.Sum();
        display.Note(
            $"""

              words counted        {Figures.Count(words)} ({Figures.Count(expected.Count)} different ones)
              lines committed      {Figures.Count(check.Lines)}
              records read         {Figures.Count(status.RecordsRead)} (with those read again after a crash)
              checkpoints          {Figures.Count(status.CheckpointsCompleted)} completed, {Figures.Count(status.CheckpointsFailed)} not
              crashes, restarts    {crashes}, {status.Restarts}
              longest recovery     {Figures.Duration(status.LongestRecovery)}
              time                 {Figures.Duration(status.Uptime)}, and {Figures.Duration(clock.Elapsed)} to compare

            """);
        if (check.Differences == 0)
        {
            display.Note("The counts are equal: each word 1 … n stands in the output exactly once.");
            return ExitCode.Finished;
        }

        display.Note($"The counts DIFFER in {Figures.Plural(check.Differences, "line")}:");
        foreach (var problem in check.Problems)
        {
            display.Note("  " + problem);
        }

        return ExitCode.Failed;
    }
}
