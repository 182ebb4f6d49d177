using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Weir.Bench.RestLoad;

/// <summary>The process that asks: on each line of its input, for so many seconds so many requests a second for the pages of checkpoints.</summary>
internal static class LoadProcess
{
    /// <summary>The first argument of a program that is one.</summary>
    public const string Argument = "rest-load-client";

    private const int Connections = 16;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <param name="server">Of the REST API.</param>
    /// <param name="job">The job's id.</param>
    /// <param name="cores">Of the machine; the last one is this process's.</param>
    public static async Task<int> RunAsync(string server, string job, string cores)
    {
        Cores.TakeTheLastOf(int.Parse(cores, CultureInfo.InvariantCulture));
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Connections };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(server), Timeout = TimeSpan.FromSeconds(30) };
        while (await Console.In.ReadLineAsync() is { } line)
        {
            string[] words = line.Split(' ');
            LoadAnswer answer = await AskAsync(
                client, job, double.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[1], CultureInfo.InvariantCulture));
            await Console.Out.WriteLineAsync(answer.ToString());
        }

        return 0;
    }

    private static async Task<LoadAnswer> AskAsync(HttpClient client, string job, double seconds, int perSecond)
    {
        Task<string[]> next = PagesAsync(client, job);
        string[] pages = await next;
        double refreshed = 0;
        var latencies = new ConcurrentBag<double>();
        long failed = 0;
        var asked = new List<Task>();
        long started = Stopwatch.GetTimestamp();
        using var ticks = new PeriodicTimer(Tick);
        for (long sent = 0; Stopwatch.GetElapsedTime(started).TotalSeconds is var elapsed && elapsed < seconds; await ticks.WaitForNextTickAsync())
        {
            // Only the latest checkpoints are remembered with their subtasks.
            if (elapsed - refreshed > 1 && next.IsCompleted)
            {
                pages = await next;
                next = PagesAsync(client, job);
                refreshed = elapsed;
            }

            // As many as are due by now, whether those before have been answered or not: a slow server is not asked less.
            for (; sent < elapsed * perSecond; sent++)
            {
                asked.Add(AskAsync(pages[sent % pages.Length], Stopwatch.GetTimestamp()));
            }
        }

        await next;
        await Task.WhenAll(asked);
        double[] sorted = [.. latencies.Order()];
        return new LoadAnswer(
            sorted.Length, failed, Stopwatch.GetElapsedTime(started).TotalSeconds, Percentile(sorted, 0.5), Percentile(sorted, 0.99));

        async Task AskAsync(string page, long due)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(page);
                await answer.Content.ReadAsByteArrayAsync();
                if (answer.IsSuccessStatusCode)
                {
                    latencies.Add(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
                    return;
                }
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
            {
                await Console.Error.WriteLineAsync($"{page}: {error.Message}");
            }

            Interlocked.Increment(ref failed);
        }
    }

    /// <summary>The pages of all checkpoints, of how they are taken, of the latest one and of its subtasks.</summary>
    private static async Task<string[]> PagesAsync(HttpClient client, string job)
    {
        string checkpoints = $"/jobs/{job}/checkpoints";
        JsonNode all = JsonNode.Parse(await client.GetStringAsync(checkpoints))!;
        string details = $"{checkpoints}/details/{all["latest"]!["completed"]!["id"]}";
        JsonNode latest = JsonNode.Parse(await client.GetStringAsync(details))!;
        return [checkpoints, $"{checkpoints}/config", details, .. latest["tasks"]!.AsObject().Select(task => $"{details}/subtasks/{task.Key}")];
    }

    private static double Percentile(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];
}
