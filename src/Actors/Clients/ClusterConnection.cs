using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Weir.Actors.Artifacts;
using Weir.Actors.Messages;

namespace Weir.Actors.Clients;

/// <summary>
/// A connection to a cluster from outside: an ActorSystem of its own that is no member, and talks to the gateway of one node. When that node
/// is gone it goes on with another.
/// </summary>
internal sealed class ClusterConnection : IAsyncDisposable
{
    private static readonly TimeSpan GreetingPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAfterNode = TimeSpan.FromSeconds(5);

    private readonly ActorSystem _system;
    private readonly Gateways _gateways;
    private readonly TimeSpan _patience;
    private readonly List<ClusterEndpoint> _known;
    private FoundGateway _gateway;

    private ClusterConnection(ActorSystem system, Gateways gateways, FoundGateway gateway, IReadOnlyList<ClusterEndpoint> given, TimeSpan patience)
    {
        _system = system;
        _gateways = gateways;
        _gateway = gateway;
        _patience = patience;
        _known = [.. given];
        Learn(gateway);
    }

    /// <summary>Where it is connected at present.</summary>
    public ClusterEndpoint Node => _gateway.Endpoint;

    /// <param name="nodes">Nodes to try, in order.</param>
    /// <param name="settings">Over reference.conf; null for nothing. TLS, above all.</param>
    /// <param name="patience">How long it waits for a leader to answer.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ClusterConnectionException">No node answers; the message says of each why not.</exception>
    public static async Task<ClusterConnection> ConnectAsync(
        IReadOnlyList<ClusterEndpoint> nodes, Config? settings, TimeSpan patience, CancellationToken cancellationToken)
    {
        var config = ClientConfiguration.Create(await OwnAddressAsync(nodes[0], cancellationToken).ConfigureAwait(false), settings);
        var system = ActorSystem.Create("weir-client", config);
        try
        {
            var gateways = new Gateways(system, config.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl"));
            var found = await gateways.FindAsync(nodes, cancellationToken).ConfigureAwait(false);
            return new ClusterConnection(system, gateways, found, nodes, patience);
        }
        catch
        {
            await system.Terminate().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Brings the folder of an assembly to the cluster, unless it is there already.</summary>
    /// <returns>The artifact's id.</returns>
    /// <exception cref="ClusterConnectionException">It is refused, or no node takes it at present.</exception>
    /// <exception cref="JobCodeException">The folder can't be uploaded.</exception>
    public async Task<string> UploadAsync(string assemblyPath, ArtifactLimits limits, Action<UploadProgress> report, CancellationToken cancellationToken)
    {
        var artifact = await ArtifactFolder.ReadAsync(assemblyPath, limits, cancellationToken).ConfigureAwait(false);
        var folder = Path.GetDirectoryName(Path.GetFullPath(assemblyPath))!;
        await new ArtifactSender(this, artifact, folder, report).SendAsync(cancellationToken).ConfigureAwait(false);
        return artifact.Id;
    }

    /// <summary>Repeated until there is an answer or the patience is at its end: the leader knows a submission again.</summary>
    /// <exception cref="ClusterConnectionException">There is no answer.</exception>
    public async Task<object> SubmitAsync(SubmitJob submit, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync<object>(submit, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterConnectionException silent)
        {
            throw new ClusterConnectionException($"{silent.Message}; whether the job was accepted shows weir list", silent);
        }
    }

    /// <summary>Asks something that may be asked twice, until there is an answer or the patience is at its end.</summary>
    /// <exception cref="ClusterConnectionException">There is no answer.</exception>
    public async Task<T> AskAsync<T>(object question, CancellationToken cancellationToken)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_patience);
        while (true)
        {
            try
            {
                if (await AskOnceAsync<T>(question, limit.Token).ConfigureAwait(false) is { } answer)
                {
                    return answer;
                }

                await EnsureNodeAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ClusterConnectionException(await ExplainSilenceAsync(cancellationToken).ConfigureAwait(false), late);
            }
        }
    }

    /// <summary>For what may take as long as it likes once the leader has it. Not repeated: it may have been done.</summary>
    /// <exception cref="ClusterConnectionException">The node that passed it on is gone.</exception>
    public async Task<T> AskPatientlyAsync<T>(object question, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answer = _gateway.Gateway.Ask<T>(question, Timeout.InfiniteTimeSpan, waiting.Token);
        while (await Task.WhenAny(answer, Task.Delay(LookAfterNode, waiting.Token)).ConfigureAwait(false) != answer)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isThere = await _gateways.GreetAsync(_gateway.Endpoint, GreetingPatience, cancellationToken).ConfigureAwait(false) is not null;
            if (!isThere && !answer.IsCompleted)
            {
                await waiting.CancelAsync().ConfigureAwait(false);
                await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw new ClusterConnectionException($"the node {_gateway.Endpoint} no longer answers; whether it was done shows weir info");
            }
        }

        return await answer.ConfigureAwait(false);
    }

    public void Tell(object message) => _gateway.Gateway.Tell(message, ActorRefs.NoSender);

    /// <summary>Makes sure that the node which this talks to is there, or goes on with another.</summary>
    /// <returns>Whether it is another one now.</returns>
    /// <exception cref="ClusterConnectionException">No node answers.</exception>
    public async Task<bool> EnsureNodeAsync(CancellationToken cancellationToken)
    {
        if (await _gateways.GreetAsync(_gateway.Endpoint, GreetingPatience, cancellationToken).ConfigureAwait(false) is { } same)
        {
            Learn(same);
            return false;
        }

        var former = _gateway.Endpoint;
        _gateway = await _gateways.FindAsync([.. _known.Where(node => node != former), former], cancellationToken).ConfigureAwait(false);
        Learn(_gateway);
        return true;
    }

    /// <summary>An actor of this side, which hears what the cluster says.</summary>
    public IActorRef Listen(Props props) => _system.ActorOf(props);

    public void Forget(IActorRef listener) => _system.Stop(listener);

    public async ValueTask DisposeAsync() =>
        await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance).ConfigureAwait(false);

    /// <returns>Null if there is no answer in time.</returns>
    private async Task<T?> AskOnceAsync<T>(object question, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await _gateway.Gateway.Ask<T>(question, AnswerPatience, cancellationToken).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private async Task<string> ExplainSilenceAsync(CancellationToken cancellationToken) =>
        await _gateways.GreetAsync(_gateway.Endpoint, GreetingPatience, cancellationToken).ConfigureAwait(false) is null
            ? $"the node {_gateway.Endpoint} no longer answers"
            : $"the node {_gateway.Endpoint} answers, but its cluster has no leader at present (waited {_patience.TotalSeconds:F0} s); are most of its nodes up, and one of them with the role weir-job-manager?";

    private void Learn(FoundGateway gateway)
    {
        foreach (var text in gateway.Welcome.Members)
        {
            if (ClusterEndpoint.TryParse(text, out var member) && !_known.Contains(member))
            {
                _known.Add(member);
            }
        }
    }

    /// <summary>The address of this machine that leads to the node.</summary>
    private static async Task<string> OwnAddressAsync(ClusterEndpoint node, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(node.Host, cancellationToken).ConfigureAwait(false);
            using var socket = new Socket(addresses[0].AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(new IPEndPoint(addresses[0], node.Port), cancellationToken).ConfigureAwait(false);
            return ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
        }
        catch (SocketException)
        {
            // What is wrong with the name or the way shows when the node is looked for.
            return IPAddress.Loopback.ToString();
        }
    }
}
