using Akka.Actor;
using Weir.Host.Logging;

namespace Weir.Host.Nodes;

/// <summary>Says, and says again ever more rarely, that a node has found no cluster.</summary>
internal static class JoinWarning
{
    private const int MaxIntervals = 6;

    public static string Text(NodeSettings settings) =>
        $"no cluster to join: none of the seed nodes {string.Join(", ", settings.Seeds.Select(NodeAddress.Text))} answers as a member of one (akka.cluster.seed-nodes)";

    /// <summary>Until the node is up, or the token says that it is no longer of interest.</summary>
    public static async Task RepeatAsync(NodeSettings settings, Address self, Task up, CancellationToken cancellationToken)
    {
        var intervals = 1;
        while (!up.IsCompleted)
        {
            try
            {
                await up.WaitAsync(settings.JoinWarningInterval * intervals, cancellationToken);
            }
            catch (TimeoutException)
            {
                LogOutput.Warning($"{Text(settings)}; this node, {NodeAddress.Text(self)}, goes on trying");
                intervals = Math.Min(intervals * 2, MaxIntervals);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
