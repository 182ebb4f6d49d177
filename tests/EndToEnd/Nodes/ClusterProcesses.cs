using System.Net;
using System.Net.Sockets;

namespace Weir.EndToEnd.Nodes;

/// <summary>
/// A cluster of processes on this machine, as users start it: <c>weir node -c FILE</c> each. All share the test's folder, where checkpoints,
/// journal and artifacts are. Whatever happens, disposing ends every process.
/// </summary>
internal sealed class ClusterProcesses : IDisposable
{
    private const int PortsEnd = 32_000;

    private static int _lastPort = Random.Shared.Next(12_000, 26_000);
    private readonly NodeNetwork? _network;
    private readonly List<ClusterNode> _nodes = [];

    private ClusterProcesses(ClusterOptions options)
    {
        _network = options.OwnNetworks ? NodeNetwork.Create(options.Nodes) : null;
        var places = Enumerable.Range(0, options.Nodes).Select(node => (Host: _network?.AddressOf(node) ?? "127.0.0.1", Port: _network is null ? FreePort() : 4101)).ToArray();
        var seeds = places.Take(Math.Min(options.Leaders, options.Nodes)).ToArray();
        for (var node = 0; node < options.Nodes; node++)
        {
            var configuration = Folder.Write($"node-{node}.conf", Configuration(places[node], seeds, node < options.Leaders, options));
            _nodes.Add(new ClusterNode(Folder, configuration, places[node].Host, places[node].Port, _network?.PrefixOf(node) ?? options.Prefix));
        }
    }

    /// <summary>Where all processes of the test run.</summary>
    public TestFolder Folder { get; } = new();

    public IReadOnlyList<ClusterNode> Nodes => _nodes;

    public ClusterNode this[int node] => _nodes[node];

    /// <summary>For <c>--cluster</c>: all nodes, so that a client finds one whichever is gone.</summary>
    public string Addresses => string.Join(',', _nodes.Select(node => node.Endpoint));

    /// <summary>Starts all nodes, and waits until each says that it is up.</summary>
    public static async Task<ClusterProcesses> StartAsync(ClusterOptions? options = null)
    {
        var cluster = Create(options);
        try
        {
            foreach (var node in cluster._nodes)
            {
                node.Start();
            }

            await Task.WhenAll(cluster._nodes.Select(node => node.UpAsync()));
            return cluster;
        }
        catch (Exception cause)
        {
            var said = cluster.ToString();
            cluster.Dispose();
            throw new InvalidOperationException($"The cluster did not come up: {cause.Message}\n{said}", cause);
        }
    }

    /// <summary>Nothing is started yet.</summary>
    public static ClusterProcesses Create(ClusterOptions? options = null) => new(options ?? new ClusterOptions());

    /// <summary>Starts a command of <c>weir</c> that talks to the cluster: <c>Command("list", "--json")</c>.</summary>
    public WeirProcess Command(string command, params IEnumerable<string> arguments) => WeirProcess.Start(Folder, [command, .. WithCluster(arguments)]);

    /// <summary>Runs such a command to its end.</summary>
    public Task<WeirProcess> RunAsync(string command, params IEnumerable<string> arguments) => WeirProcess.RunAsync(Folder, [command, .. WithCluster(arguments)]);

    /// <summary>Waits until what the nodes have said fulfils a condition.</summary>
    public async Task UntilAsync(Func<bool> condition, string what, TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(120));
        var tooLate = Task.Delay(Timeout.Infinite, limit.Token);
        while (true)
        {
            Task[] changes = [.. _nodes.Where(node => node.IsRunning).Select(node => node.Process.NextLineAsync()), tooLate];
            if (condition())
            {
                return;
            }

            if (limit.IsCancellationRequested || changes.Length == 1)
            {
                throw new TimeoutException($"{(changes.Length == 1 ? "All nodes have ended" : "It has taken too long")}, and this has not come: {what}\n{this}");
            }

            await Task.WhenAny(changes);
        }
    }

    /// <summary>Cuts a node off all others; see <see cref="ClusterOptions.OwnNetworks"/>.</summary>
    public void Cut(int node) => Network.Cut(node);

    public void Heal(int node) => Network.Heal(node);

    public override string ToString() => string.Join("\n", _nodes);

    public void Dispose()
    {
        foreach (var node in _nodes)
        {
            node.Dispose();
        }

        _network?.Dispose();
        Folder.Dispose();
    }

    /// <summary>
    /// A port that nothing listens at just now, each but once, below those that the system gives to outgoing connections: none of them takes it before a node does.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref _lastPort);
            if (port >= PortsEnd)
            {
                throw new InvalidOperationException($"No free port is left below {PortsEnd}.");
            }

            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one.
            }
        }
    }

    private NodeNetwork Network => _network ?? throw new InvalidOperationException("The nodes share one network; start the cluster with OwnNetworks.");

    /// <summary>What stands behind -- is the job's.</summary>
    private string[] WithCluster(IEnumerable<string> arguments)
    {
        string[] all = [.. arguments];
        var separator = Array.IndexOf(all, "--");
        return separator < 0 ? [.. all, "--cluster", Addresses] : [.. all[..separator], "--cluster", Addresses, .. all[separator..]];
    }

    private static string Configuration((string Host, int Port) place, (string Host, int Port)[] seeds, bool mayLead, ClusterOptions options) =>
        $$"""
        akka {
          remote.dot-netty.tcp { hostname = "{{place.Host}}", port = {{place.Port}} }
          cluster {
            seed-nodes = [{{string.Join(", ", seeds.Select(seed => $"\"akka.tcp://weir@{seed.Host}:{seed.Port}\""))}}]
            roles = [{{(mayLead ? "weir-job-manager, " : "")}}weir-task-manager]
          }
        }
        weir.task-manager.slots = {{options.Slots}}
        weir.rest.enabled = {{(options.Rest ? "on" : "off")}}
        {{options.Settings}}

        """;
}
