using Weir.Actors.Clients;
using Weir.Host.Terminal;

namespace Weir.Host.Clusters;

/// <summary>Runs something over a connection to a cluster.</summary>
internal static class ClusterCommand
{
    /// <param name="request">Which cluster.</param>
    /// <param name="execute">What to do; returns the exit code.</param>
    public static async Task<int> ExecuteAsync(ClusterRequest request, Func<ClusterConnection, CancellationToken, Task<int>> execute)
    {
        var settings = ClusterSettings.Load(request);
        using var signals = new TerminationSignals();
        try
        {
            await using var connection = await ClusterConnection.ConnectAsync(settings.Nodes, settings.Connection, request.Patience, signals.Token);
            return await execute(connection, signals.Token);
        }
        catch (ClusterConnectionException problem)
        {
            Console.Error.WriteLine($"weir: {problem.Message.ReplaceLineEndings(" ")}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            return signals.ExitCode;
        }
    }
}
