using Akka.Actor;
using Weir.Actors.Nodes;
using Weir.Host.Logging;
using Weir.Host.Metrics;
using Weir.Host.Rest;
using Weir.Host.Web;

namespace Weir.Host.Nodes;

/// <summary>Starts a node's REST server.</summary>
internal static class NodeRest
{
    /// <param name="system">The node's.</param>
    /// <param name="settings">The node's.</param>
    /// <param name="rest">Where to listen, and who may ask.</param>
    /// <param name="metrics">What the node measures.</param>
    /// <param name="prefix">Stands before the metrics' names.</param>
    /// <returns>Null: it is switched off.</returns>
    /// <exception cref="BadUsageException">It can't listen where it shall; the system has ended then.</exception>
    public static async Task<RestServer?> StartAsync(ActorSystem system, NodeSettings settings, RestSettings rest, MetricCollector metrics, string prefix)
    {
        if (!rest.IsEnabled)
        {
            return null;
        }

        try
        {
            var weir = WeirExtension.For(system);
            return await RestServer.StartAsync(
                rest,
                weir.Node,
                jobId => weir.FindJobAsync(jobId),
                settings.All,
                TimeProvider.System,
                line => LogOutput.Error($"REST: {line}"),
                () => PrometheusText.Of(metrics.Collect(), prefix),
                weir.Submissions(),
                new WebPage());
        }
        catch (BadUsageException)
        {
            await system.Terminate();
            throw;
        }
    }
}
