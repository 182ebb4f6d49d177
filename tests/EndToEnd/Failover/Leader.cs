using System.Globalization;
using System.Text.RegularExpressions;
using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Failover;

/// <summary>A node that leads, by its own word.</summary>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The number of its leadership.</param>
internal sealed partial record Leader(ClusterNode Node, long Epoch)
{
    /// <summary>What it has said since it leads.</summary>
    public string Log => Node.Process.Error is var log && Claims().Matches(log) is [.., var claim] && EpochOf(claim) == Epoch ? log[claim.Index..] : "";

    /// <summary>The one that runs with the highest epoch; null: there is none.</summary>
    public static Leader? Of(ClusterProcesses cluster) => cluster.Nodes
        .Where(node => node.IsRunning)
        .SelectMany(node => Claims().Matches(node.Process.Error).Select(claim => new Leader(node, EpochOf(claim))))
        .MaxBy(leader => leader.Epoch);

    /// <summary>Waits until one leads.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="after">An earlier leader; null: any will do.</param>
    public static async Task<Leader> AwaitAsync(ClusterProcesses cluster, Leader? after = null)
    {
        await cluster.UntilAsync(() => Of(cluster)?.Epoch > (after?.Epoch ?? 0), $"a leader of an epoch above {after?.Epoch ?? 0}");
        return Of(cluster)!;
    }

    /// <summary>Waits until its log since it leads fulfils a condition.</summary>
    public Task SaysAsync(Predicate<string> condition) => Node.Process.SaysAsync(_ => condition(Log));

    public Task SaysAsync(string text) => SaysAsync(log => log.Contains(text, StringComparison.Ordinal));

    public int Checkpoints() => Completed().Count(Log);

    /// <summary>Waits for so many more checkpoints that it completes.</summary>
    public Task CompletesAsync(int checkpoints)
    {
        var wanted = Checkpoints() + checkpoints;
        return SaysAsync(_ => Checkpoints() >= wanted);
    }

    private static long EpochOf(Match claim) => long.Parse(claim.Groups["epoch"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Leads from .*, epoch (?<epoch>\d+)")]
    private static partial Regex Claims();

    [GeneratedRegex(@"checkpoint \d+ \(\w+\) completed in")]
    private static partial Regex Completed();
}
