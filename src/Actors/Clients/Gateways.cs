using Akka.Actor;
using Weir.Actors.Messages;
using Weir.Actors.Wire;

namespace Weir.Actors.Clients;

/// <summary>Finds a node's gateway, and makes sure that it and this client understand each other.</summary>
internal sealed class Gateways(ActorSystem system, bool usesTls)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The first gateway that answers.</summary>
    /// <exception cref="ClusterConnectionException">None does; the message says of each why not.</exception>
    public async Task<FoundGateway> FindAsync(IReadOnlyList<ClusterEndpoint> endpoints, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        foreach (var endpoint in endpoints)
        {
            if (await ConnectionDiagnosis.ProbeAsync(endpoint, cancellationToken).ConfigureAwait(false) is { } unreachable)
            {
                reasons.Add(unreachable);
                continue;
            }

            if (await GreetAsync(endpoint, Patience, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                reasons.Add(await ConnectionDiagnosis.ExplainSilenceAsync(endpoint, usesTls, cancellationToken).ConfigureAwait(false));
                continue;
            }

            if (found.Welcome.WireVersion == WireTypes.Version)
            {
                return found;
            }

            reasons.Add(
                $"{endpoint} runs Weir {found.Welcome.Version} (messages {found.Welcome.WireVersion}), and this is Weir {GatewayGreeting.OwnVersion} (messages {WireTypes.Version}); use the version of the cluster");
        }

        throw new ClusterConnectionException(string.Join("; ", reasons));
    }

    /// <summary>Null if there is no answer in time.</summary>
    public async Task<FoundGateway?> GreetAsync(ClusterEndpoint endpoint, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<FoundGateway?>> greetings = [.. (await NamesAsync(endpoint, cancellationToken).ConfigureAwait(false)).Select(name => GreetAsync(endpoint, name, patience, others.Token))];
        try
        {
            while (greetings.Count > 0)
            {
                var answered = await Task.WhenAny(greetings).ConfigureAwait(false);
                greetings.Remove(answered);
                if (await answered.ConfigureAwait(false) is { } found)
                {
                    return found;
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
        finally
        {
            await others.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task<FoundGateway?> GreetAsync(ClusterEndpoint endpoint, string name, TimeSpan patience, CancellationToken cancellationToken)
    {
        var protocol = ((ExtendedActorSystem)system).Provider.DefaultAddress.Protocol;
        var gateway = system.ActorSelection(new RootActorPath(new Address(protocol, "weir", name, endpoint.Port)) / "user" / "weir" / "gateway");
        try
        {
            var hello = GatewayGreeting.ToHello(GatewayGreeting.OwnVersion, WireTypes.Version);
            var answer = await gateway.Ask<string>(hello, patience, cancellationToken).ConfigureAwait(false);
            return GatewayGreeting.TryParseWelcome(answer, out var welcome) ? new FoundGateway(endpoint, gateway, welcome) : null;
        }
        catch (Exception silent) when (silent is AskTimeoutException or OperationCanceledException or InvalidCastException)
        {
            return null;
        }
    }

    /// <summary>A node answers only to the name that it calls itself by, which may be another of the same machine.</summary>
    private static async Task<IReadOnlyList<string>> NamesAsync(ClusterEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await System.Net.Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken).ConfigureAwait(false);
            return [.. addresses.Select(address => address.ToString()).Prepend(endpoint.Host).Distinct(StringComparer.Ordinal)];
        }
        catch (System.Net.Sockets.SocketException)
        {
            return [endpoint.Host];
        }
    }
}
