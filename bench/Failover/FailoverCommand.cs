using System.CommandLine;
using System.Globalization;
using Weir.Bench.Harness;

namespace Weir.Bench.Failover;

/// <summary><c>bench failover</c>: how long a job on three nodes stands still when one of them is killed.</summary>
internal static class FailoverCommand
{
    private static readonly (string Name, bool IsFast, bool KillsLeader, TimeSpan Goal)[] Cases =
    [
        ("a worker is killed, default detection", false, false, TimeSpan.FromSeconds(6)),
        ("the leader is killed, default detection", false, true, TimeSpan.FromSeconds(10)),
        ("a worker is killed, fast detection", true, false, TimeSpan.FromSeconds(2)),
        ("the leader is killed, fast detection", true, true, TimeSpan.FromSeconds(4)),
    ];

    public static Command Create()
    {
        var runs = new Option<int>("--runs") { Description = "Kills of each kind.", DefaultValueFactory = _ => 5 };
        runs.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() < 1)
            {
                given.AddError("--runs must be at least 1.");
            }
        });
        var detection = new Option<string>("--detection") { Description = "default, fast or both.", DefaultValueFactory = _ => "both" };
        detection.AcceptOnlyFromAmong("default", "fast", "both");
        var command = new Command("failover", "Kills nodes of a cluster on this machine, and measures how long its job stands still.") { runs, detection };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(runs), parsed.GetValue(detection)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int runs, string detection, CancellationToken cancellationToken)
    {
        var number = 0;
        var goals = new Goals();
        foreach (bool isFast in new[] { false, true }.Where(isFast => detection == "both" || isFast == (detection == "fast")))
        {
            using var cluster = new FailoverCluster(isFast ? Path.Combine(AppContext.BaseDirectory, "fast-detection.conf") : null);
            await cluster.UpAsync(cancellationToken);
            var measured = Cases.Where(each => each.IsFast == isFast).ToDictionary(each => each, _ => new List<FailoverTimes>());
            for (var run = 1; run <= runs; run++)
            {
                foreach (var (each, times) in measured)
                {
                    FailoverTimes taken = await new FailoverRun(cluster, ++number).MeasureAsync(each.KillsLeader, cancellationToken);
                    times.Add(taken);
                    await Console.Error.WriteLineAsync(
                        $"{each.Name}, run {run}: {string.Join(", ", FailoverTimes.Parts.Select(part => $"{part.Name.Trim('*')} {Text(part.Part(taken))}"))} {taken.Said}");
                }
            }

            foreach (var (each, times) in measured)
            {
                Write(each.Name, each.Goal, times);
                TimeSpan total = Median(times, taken => taken.Total);
                goals.Expect(total < each.Goal, $"{each.Name}: new output after {Text(total)} s (median), goal < {Text(each.Goal)} s");
            }
        }

        return goals.Conclude(Console.Error);
    }

    private static TimeSpan Median(List<FailoverTimes> times, Func<FailoverTimes, TimeSpan> part) => times.Select(part).Order().ElementAt(times.Count / 2);

    private static void Write(string name, TimeSpan goal, List<FailoverTimes> times)
    {
        Console.Out.WriteLine();
        Console.Out.WriteLine($"### {name}: {times.Count} runs, goal < {Text(goal)}");
        Console.Out.WriteLine("| s | median | min | max |");
        Console.Out.WriteLine("|---|---|---|---|");
        foreach (var (part, of) in FailoverTimes.Parts)
        {
            TimeSpan[] sorted = [.. times.Select(of).Order()];
            Console.Out.WriteLine($"| {part} | {Text(Median(times, of))} | {Text(sorted[0])} | {Text(sorted[^1])} |");
        }
    }

    private static string Text(TimeSpan time) => time.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture);
}
