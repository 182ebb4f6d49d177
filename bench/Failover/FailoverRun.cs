using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Weir.Bench.Failover;

/// <summary>A job with steady output, a kill in the midst of it, and when it goes on.</summary>
internal sealed partial class FailoverRun(FailoverCluster cluster, int number)
{
    private const int LinesPerSecond = 2_000;
    private const int Lines = 10_000;

    private readonly string _output = Path.Combine(cluster.Folder, $"out-{number}");

    public async Task<FailoverTimes> MeasureAsync(bool killsLeader, CancellationToken cancellationToken)
    {
        cluster.Write("in/text.txt", string.Concat(Enumerable.Range(0, Lines).Select(line => $"one two three w{line % 500}\n")));
        Directory.CreateDirectory(_output);
        var appeared = new ConcurrentQueue<(DateTimeOffset At, string Name)>();
        using var watcher = new FileSystemWatcher(_output);
        watcher.Renamed += (_, file) => appeared.Enqueue((DateTimeOffset.UtcNow, file.Name!));
        watcher.Created += (_, file) => appeared.Enqueue((DateTimeOffset.UtcNow, file.Name!));
        watcher.EnableRaisingEvents = true;

        DateTimeOffset submitted = DateTimeOffset.UtcNow;
        string job = await cluster.CommandAsync(
            cancellationToken, "run", "word-count", "--detach", "--parallelism", "4", "-D", "weir.checkpointing.interval=200ms",
            "--", "--input", "in", "--output", _output, "--passes", "100000", "--lines-per-second", LinesPerSecond.ToString(CultureInfo.InvariantCulture));
        await CompletedAsync(submitted, above: 4, cancellationToken);
        NodeProcess leader = Leader();
        string hosts = await cluster.CommandAsync(cancellationToken, "info", job, "--json");
        NodeProcess victim = killsLeader
            ? leader
            : cluster.Nodes.First(node => node != leader && hosts.Contains(string.Create(CultureInfo.InvariantCulture, $":{node.Port}"), StringComparison.Ordinal));

        DateTimeOffset killed = victim.Kill();
        FailoverTimes times = await FollowAsync(killed, victim, killsLeader, appeared, cancellationToken);
        await cluster.CommandAsync(cancellationToken, "cancel", job);
        await cluster.RestartAsync(victim, cancellationToken);
        return times;
    }

    private async Task<FailoverTimes> FollowAsync(
        DateTimeOffset killed, NodeProcess victim, bool killsLeader, ConcurrentQueue<(DateTimeOffset At, string Name)> appeared, CancellationToken cancellationToken)
    {
        LogLine detected = await cluster.Logs.FirstAsync(
            killed,
            line => line.Node != victim && (line.Text.Contains($":{victim.Port} is unreachable") || (line.Text.Contains($":{victim.Port}#") && line.Text.Contains(" is given up"))),
            "the node is lost",
            cancellationToken);
        LogLine elected = killsLeader
            ? await cluster.Logs.FirstAsync(killed, line => line.Node != victim && line.Text.Contains("Leads from"), "another node leads", cancellationToken)
            : detected;
        LogLine deployed = await cluster.Logs.FirstAsync(
            elected.At, line => line.Node != victim && line.Text.Contains(": deploying "), "subtasks are deployed", cancellationToken);
        LogLine running = await cluster.Logs.FirstAsync(
            deployed.At, line => line.Node == deployed.Node && IsRunningAgain(line), "the job runs", cancellationToken);
        LogLine completed = await CompletedAsync(running.At, above: 0, cancellationToken);
        (DateTimeOffset At, string Name) output;
        while (!TryFind(appeared, file => file.At >= completed.At && !file.Name.StartsWith('.'), out output))
        {
            await CompletedAsync(DateTimeOffset.UtcNow, above: 0, cancellationToken);
        }

        return new FailoverTimes(detected.At - killed, elected.At - detected.At, deployed.At - elected.At, running.At - deployed.At, output.At - running.At)
        {
            Said = cluster.Logs.Last(line => line.At >= killed && IsRunningAgain(line))?.Text ?? "",
        };
    }

    private static bool IsRunningAgain(LogLine line) => line.Text.Contains(": recovered from failure") || line.Text.Contains(": runs again under the leader");

    private NodeProcess Leader() => cluster.Logs.Last(line => line.Text.Contains("Leads from") && line.Node.IsRunning)?.Node
        ?? throw new InvalidOperationException($"No node leads.\n{cluster.Logs}");

    private Task<LogLine> CompletedAsync(DateTimeOffset since, long above, CancellationToken cancellationToken) => cluster.Logs.FirstAsync(
        since,
        line => Completed().Match(line.Text) is { Success: true } match && long.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture) > above,
        "a checkpoint is complete",
        cancellationToken);

    private static bool TryFind<T>(IEnumerable<T> items, Func<T, bool> condition, out T found)
        where T : struct
    {
        foreach (T item in items)
        {
            if (condition(item))
            {
                found = item;
                return true;
            }
        }

        found = default;
        return false;
    }

    [GeneratedRegex(@"checkpoint (?<id>\d+) \(\w+\) completed in")]
    private static partial Regex Completed();
}
