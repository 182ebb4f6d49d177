using Akka.Actor;
using Weir.Actors.Nodes;
using Weir.Host.Rest;

namespace Weir.Host.Nodes;

/// <summary>Starts a node's REST server.</summary>
internal static class NodeRest
{
    /// <returns>Null: it is switched off.</returns>
    /// <exception cref="BadUsageException">It can't listen where it shall; the system has ended then.</exception>
    public static async Task<RestServer?> StartAsync(ActorSystem system, NodeSettings settings, RestSettings rest)
    {
        if (!rest.IsEnabled)
        {
            return null;
        }

        try
        {
            return await RestServer.StartAsync(
                rest, WeirExtension.For(system).Node, settings.All, TimeProvider.System, line => NodeLog.WriteLine(NodeLog.Stamp("error", $"REST: {line}")));
        }
        catch (BadUsageException)
        {
            await system.Terminate();
            throw;
        }
    }
}
