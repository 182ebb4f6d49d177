using System.CommandLine;
using System.Globalization;
using Weir.Bench.Harness;

namespace Weir.Bench.Unaligned;

/// <summary><c>bench unaligned</c>: how long checkpoints take whose barriers overtake what waits in front of a slow sink.</summary>
internal static class UnalignedCommand
{
    private const double Goal = 2;

    public static Command Create()
    {
        var checkpoints = new Option<int>("--checkpoints") { Description = "Of each kind; the first of each is not counted.", DefaultValueFactory = _ => 21 };
        checkpoints.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() < 2)
            {
                given.AddError("--checkpoints must be at least 2.");
            }
        });
        var keys = new Option<long>("--keys") { Description = "Keys, each with a count in the state.", DefaultValueFactory = _ => 1_000_000 };
        var rate = new Option<double>("--rate") { Description = "Records a second that come in.", DefaultValueFactory = _ => 200_000 };
        var command = new Command("unaligned", "Slows a job's sink to 1 % of its input, and measures what that costs unaligned checkpoints.") { checkpoints, keys, rate };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(checkpoints), parsed.GetValue(keys), parsed.GetValue(rate), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int checkpoints, long keys, double rate, CancellationToken cancellationToken)
    {
        await using SlowedJob job = await SlowedJob.StartAsync(keys, rate, cancellationToken);
        await job.FilledAsync(cancellationToken);
        TimeSpan[] idle = await MeasureAsync(job, checkpoints, cancellationToken);
        await job.SlowAsync(cancellationToken);
        TimeSpan[] slowed = await MeasureAsync(job, checkpoints, cancellationToken);
        var waiting = TimeSpan.FromSeconds(job.InFlight / job.SlowedRate);

        Console.Out.WriteLine($"### unaligned, sink at 1 % of {Text(rate, "N0")} records/s, {Text(keys, "N0")} keys: {checkpoints - 1} checkpoints each, goal ≤ {Goal} × idle");
        Console.Out.WriteLine("| ms | median | min | max |");
        Console.Out.WriteLine("|---|---|---|---|");
        Write("idle", idle);
        Write("backpressured", slowed);
        Console.Out.WriteLine($"An aligned barrier would wait {Text(waiting.TotalMilliseconds, "F0")} ms for the {Text(job.InFlight, "N0")} records in front of it.");
        double ratio = Median(slowed) / Median(idle);
        var goals = new Goals();
        goals.Expect(
            ratio <= Goal,
            $"unaligned: a checkpoint takes {Text(Median(slowed).TotalMilliseconds, "F1")} ms behind a slow sink, {Text(ratio, "F2")} × that of an idle job, goal ≤ {Goal}");
        return goals.Conclude(Console.Error);
    }

    private static async Task<TimeSpan[]> MeasureAsync(SlowedJob job, int checkpoints, CancellationToken cancellationToken)
    {
        var taken = new TimeSpan[checkpoints];
        for (var i = 0; i < checkpoints; i++)
        {
            taken[i] = await job.CheckpointAsync(cancellationToken);
        }

        return [.. taken.Skip(1).Order()];
    }

    private static TimeSpan Median(TimeSpan[] sorted) => sorted[sorted.Length / 2];

    private static void Write(string name, TimeSpan[] sorted) =>
        Console.Out.WriteLine($"| {name} | {Text(Median(sorted).TotalMilliseconds, "F1")} | {Text(sorted[0].TotalMilliseconds, "F1")} | {Text(sorted[^1].TotalMilliseconds, "F1")} |");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
