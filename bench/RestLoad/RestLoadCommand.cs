using System.CommandLine;
using System.Globalization;
using Weir.Bench.Harness;

namespace Weir.Bench.RestLoad;

/// <summary><c>bench rest-load</c>: what it costs a job that its pages of checkpoints are asked for all the time.</summary>
internal static class RestLoadCommand
{
    private const double Goal = 0.05;

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Pairs of a time with requests and one without.", DefaultValueFactory = _ => 5 };
        rounds.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() < 1)
            {
                given.AddError("--rounds must be at least 1.");
            }
        });
        var seconds = new Option<double>("--seconds") { Description = "How long each of them is.", DefaultValueFactory = _ => 30 };
        var rate = new Option<int>("--rate") { Description = "Requests a second.", DefaultValueFactory = _ => 500 };
        var command = new Command("rest-load", "Asks for the pages of checkpoints while a job runs, and measures what that costs the job.") { rounds, seconds, rate };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(rate), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int rounds, double seconds, int rate, CancellationToken cancellationToken)
    {
        int cores = Environment.ProcessorCount;
        Cores.TakeAllButTheLast();
        await using var job = await MeasuredJob.StartAsync(cancellationToken);
        await using var asking = LoadClient.Start(job.Rest, job.Id, cores);

        // Neither the job nor the server is measured while its code is still being compiled.
        double warmUp = Math.Min(10, seconds);
        await job.WarmUpAsync(TimeSpan.FromSeconds(warmUp), cancellationToken);
        await asking.AskAsync(warmUp, rate, cancellationToken);
        var pairs = new List<(double Quiet, double Loaded)>();
        for (var round = 1; round <= rounds; round++)
        {
            // In turn, so that what changes with time is no one's.
            (double quiet, double loaded, LoadAnswer answer) = round % 2 == 1
                ? await QuietFirstAsync(job, asking, seconds, rate, cancellationToken)
                : await LoadFirstAsync(job, asking, seconds, rate, cancellationToken);
            pairs.Add((quiet, loaded));
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round}: {quiet / 1e6:F2} million records/s without, {loaded / 1e6:F2} with {answer.Requests / answer.Seconds:F0} requests/s ({answer.Failed} failed, median {answer.MedianMs:F1} ms, p99 {answer.P99Ms:F1} ms), {Cost(quiet, loaded):P1} less"));
            if (answer.Failed > 0)
            {
                await Console.Error.WriteLineAsync($"{answer.Failed} requests were not answered as they should be.");
                return 1;
            }
        }

        double[] costs = [.. pairs.Select(pair => Cost(pair.Quiet, pair.Loaded)).Order()];
        Console.Out.WriteLine($"### rest-load, {rate} requests/s for {seconds.ToString(CultureInfo.InvariantCulture)} s: {rounds} pairs, goal < {Goal:P0} of the throughput");
        Console.Out.WriteLine("| | median | min | max |");
        Console.Out.WriteLine("|---|---|---|---|");
        Write("million records/s without", [.. pairs.Select(pair => pair.Quiet / 1e6).Order()], "F2");
        Write("million records/s with", [.. pairs.Select(pair => pair.Loaded / 1e6).Order()], "F2");
        Write("cost", costs, "P1");
        var goals = new Goals();
        double cost = costs[costs.Length / 2];
        goals.Expect(cost < Goal, string.Create(CultureInfo.InvariantCulture, $"rest-load: {rate} requests/s cost {cost:P1} of the throughput (median), goal < {Goal:P0}"));
        return goals.Conclude(Console.Error);
    }

    private static async Task<(double Quiet, double Loaded, LoadAnswer Answer)> QuietFirstAsync(
        MeasuredJob job, LoadClient asking, double seconds, int rate, CancellationToken cancellationToken)
    {
        double quiet = await job.MeasureAsync(Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken));
        Task<LoadAnswer> answer = asking.AskAsync(seconds, rate, cancellationToken);
        double loaded = await job.MeasureAsync(answer);
        return (quiet, loaded, await answer);
    }

    private static async Task<(double Quiet, double Loaded, LoadAnswer Answer)> LoadFirstAsync(
        MeasuredJob job, LoadClient asking, double seconds, int rate, CancellationToken cancellationToken)
    {
        Task<LoadAnswer> answer = asking.AskAsync(seconds, rate, cancellationToken);
        double loaded = await job.MeasureAsync(answer);
        double quiet = await job.MeasureAsync(Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken));
        return (quiet, loaded, await answer);
    }

    private static double Cost(double quiet, double loaded) => 1 - (loaded / quiet);

    private static void Write(string name, double[] sorted, string format) =>
        Console.Out.WriteLine($"| {name} | {Text(sorted[sorted.Length / 2], format)} | {Text(sorted[0], format)} | {Text(sorted[^1], format)} |");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
