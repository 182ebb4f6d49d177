using System.Net;
using System.Net.Sockets;

namespace Weir.Bench.Failover;

/// <summary>Three nodes on this machine, of which two can carry the job.</summary>
internal sealed class FailoverCluster : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weir-failover-");
    private readonly string[] _files;
    private readonly NodeProcess[] _nodes;
    private readonly string[] _common;

    /// <param name="fastDetection">A file over the nodes' own; null: the defaults.</param>
    public FailoverCluster(string? fastDetection)
    {
        int[] ports = [FreePort(), FreePort(), FreePort()];
        _common = fastDetection is null ? [] : ["-c", fastDetection];
        _files = [.. ports.Select((port, node) => Write($"node-{node}.conf", Configuration(port, ports)))];
        _nodes = [.. ports.Select((port, node) => Launch(port, node))];
    }

    public NodeLogs Logs { get; } = new();

    public IReadOnlyList<NodeProcess> Nodes => _nodes;

    public string Addresses => string.Join(',', _nodes.Select(node => $"127.0.0.1:{node.Port}"));

    public string Folder => _folder.FullName;

    public async Task UpAsync(CancellationToken cancellationToken)
    {
        foreach (NodeProcess node in _nodes)
        {
            await Logs.FirstAsync(DateTimeOffset.MinValue.AddDays(1), line => line.Node == node && line.Text.Contains(" is up, "), $"node {node.Port} is up", cancellationToken);
        }
    }

    /// <summary>Starts a node that was killed once more, and waits until its slots are there.</summary>
    public async Task RestartAsync(NodeProcess killed, CancellationToken cancellationToken)
    {
        DateTimeOffset since = DateTimeOffset.UtcNow;
        int index = Array.IndexOf(_nodes, killed);
        killed.Dispose();
        _nodes[index] = Launch(killed.Port, index);
        await Logs.FirstAsync(since, line => line.Text.Contains($":{killed.Port}#") && line.Text.Contains(" has registered"), $"{killed.Port} has registered", cancellationToken);
    }

    public Task<string> CommandAsync(CancellationToken cancellationToken, string command, params IEnumerable<string> arguments) =>
        NodeProcess.ExecuteAsync(Folder, cancellationToken, [command, "--cluster", Addresses, .. arguments]);

    public string Write(string name, string content)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose()
    {
        foreach (NodeProcess node in _nodes)
        {
            node.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private NodeProcess Launch(int port, int node) => NodeProcess.Start(Folder, port, Logs, ["-c", _files[node], .. _common]);

    private static string Configuration(int port, int[] ports) =>
        $$"""
        akka {
          remote.dot-netty.tcp.port = {{port}}
          cluster.seed-nodes = [{{string.Join(", ", ports.Select(seed => $"\"akka.tcp://weir@127.0.0.1:{seed}\""))}}]
        }
        weir.task-manager.slots = 2
        """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
