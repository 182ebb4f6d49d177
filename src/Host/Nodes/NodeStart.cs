using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Weir.Actors.Configuration;
using Weir.Actors.Nodes;
using Weir.Host.Jobs;
using Weir.Host.Logging;
using Weir.Host.Rest;

namespace Weir.Host.Nodes;

/// <summary>Starts a node's ActorSystem with Weir in it, and says in one line why it can't listen where it shall.</summary>
internal static class NodeStart
{
    /// <exception cref="BadUsageException">The address or a setting can't be used.</exception>
    public static async Task<ActorSystem> StartAsync(NodeSettings settings)
    {
        var system = Listen(settings);
        if (settings.ShowsSettings)
        {
            foreach (var (key, value) in EffectiveSettings.OfAll(system.Settings.Config))
            {
                LogOutput.Info($"{key} = {value}");
            }
        }

        try
        {
            BuiltInJobs.Register(WeirExtension.For(system).Services.Registered);
            return system;
        }
        catch (InvalidConfigurationException invalid)
        {
            await system.Terminate();
            throw new BadUsageException(invalid.Message, invalid);
        }
    }

    private static ActorSystem Listen(NodeSettings settings)
    {
        try
        {
            return ActorSystem.Create(NodeSettings.SystemName, settings.All);
        }
        catch (Exception cause) when (SocketProblem(cause) is { } socket)
        {
            throw new BadUsageException(Explain(socket, settings), cause);
        }
        catch (Exception cause) when (cause.GetBaseException() is ConfigurationException wrong)
        {
            throw new BadUsageException(wrong.Message, cause);
        }
    }

    private static string Explain(SocketException socket, NodeSettings settings)
    {
        var where = $"{settings.Host}:{settings.Port}";
        return socket.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse =>
                $"the node can't listen at {where}: the port is in use; choose another with --port, or end the process that has it",
            SocketError.AddressNotAvailable =>
                $"the node can't listen at {where}: this machine has no such address; set akka.remote.dot-netty.tcp.hostname to one of its own",
            SocketError.AccessDenied => $"the node can't listen at {where}: this user may not; ports below 1024 are the administrator's",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
                $"the node can't listen at {where}: the name {settings.Host} has no address; set akka.remote.dot-netty.tcp.hostname",
            _ => $"the node can't listen at {where}: {socket.Message}",
        };
    }

    private static SocketException? SocketProblem(Exception? cause) => cause switch
    {
        null => null,
        SocketException socket => socket,
        AggregateException many => many.InnerExceptions.Select(SocketProblem).FirstOrDefault(found => found is not null),
        _ => SocketProblem(cause.InnerException),
    };
}
