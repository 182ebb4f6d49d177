using System.Diagnostics;

namespace Weir.EndToEnd.Nodes;

/// <summary>
/// A network namespace for each node, joined by a bridge that the test itself is on, too. Taking a node's cable out is what a failed switch
/// does: nothing is refused, packets just go nowhere. Linux, with the right to make namespaces.
/// </summary>
internal sealed class NodeNetwork : IDisposable
{
    private static readonly Lazy<bool> Permitted = new(Try);
    private static int _created;

    private readonly string _name;
    private readonly string _subnet;
    private readonly int _nodes;

    private NodeNetwork(int nodes)
    {
        var number = Interlocked.Increment(ref _created);
        _name = $"w{Environment.ProcessId % 100_000}x{number}";
        _subnet = $"10.{100 + (Environment.ProcessId % 100)}.{number % 250}";
        _nodes = nodes;
    }

    /// <summary>Whether this machine lets tests make network namespaces.</summary>
    public static bool IsPermitted => Permitted.Value;

    public static NodeNetwork Create(int nodes)
    {
        var network = new NodeNetwork(nodes);
        try
        {
            network.Build();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    public string AddressOf(int node) => $"{_subnet}.{node + 1}";

    /// <summary>What a command is started through.</summary>
    public IReadOnlyList<string> PrefixOf(int node) => ["ip", "netns", "exec", Space(node)];

    public void Cut(int node) => Ip("link", "set", Cable(node), "down");

    public void Heal(int node) => Ip("link", "set", Cable(node), "up");

    public void Dispose()
    {
        for (var node = 0; node < _nodes; node++)
        {
            Run("netns", "del", Space(node));
            Run("link", "del", Cable(node));
        }

        Run("link", "del", _name);
    }

    private string Space(int node) => $"{_name}n{node}";

    private string Cable(int node) => $"{_name}v{node}";

    private void Build()
    {
        Ip("link", "add", _name, "type", "bridge");
        Ip("addr", "add", $"{_subnet}.254/24", "dev", _name);
        Ip("link", "set", _name, "up");
        for (var node = 0; node < _nodes; node++)
        {
            Ip("netns", "add", Space(node));
            Ip("link", "add", Cable(node), "type", "veth", "peer", "name", "eth0", "netns", Space(node));
            Ip("link", "set", Cable(node), "master", _name);
            Ip("link", "set", Cable(node), "up");
            Ip("-n", Space(node), "addr", "add", $"{AddressOf(node)}/24", "dev", "eth0");
            Ip("-n", Space(node), "link", "set", "eth0", "up");
            Ip("-n", Space(node), "link", "set", "lo", "up");
        }
    }

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var probe = new NodeNetwork(1);
        try
        {
            probe.Build();
            return true;
        }
        catch (Exception denied) when (denied is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
        finally
        {
            probe.Dispose();
        }
    }

    private static void Ip(params string[] arguments)
    {
        var (code, said) = Run(arguments);
        if (code != 0)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)} failed: {said}");
        }
    }

    private static (int Code, string Said) Run(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said.Trim());
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (-1, missing.Message);
        }
    }
}
