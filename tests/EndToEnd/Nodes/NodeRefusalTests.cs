using System.Net;
using System.Net.Sockets;

namespace Weir.EndToEnd.Nodes;

/// <summary>A node that can't be what it shall be says so in a line, and ends with an exit code that its supervisor understands.</summary>
public class NodeRefusalTests
{
    public static TheoryData<string[], string[]> Settings => new()
    {
        { ["-c", "missing.conf"], ["missing.conf", "can't be read"] },
        { ["-c", "broken.conf"], ["broken.conf", "3"] },
        { ["-c", "misspelt.conf"], ["weir.task-manager.slot ", "Did you mean weir.task-manager.slots?"] },
        { ["-c", "seeds.conf"], ["'127.0.0.1:4101' is not the address of a node", "akka.tcp://weir@HOST:PORT"] },
        { ["--port", "70000"], ["--port 70000", "0 to 65535"] },
        { ["-D", "akka.remote.dot-netty.tcp.hostname=0.0.0.0"], ["akka.remote.dot-netty.tcp.hostname", "by which other nodes reach"] },
        { ["--port", "0", "-D", "akka.persistence.journal.plugin=akka.persistence.journal.inmem"], ["akka.persistence.journal.plugin", "weir.journal.directory"] },
        { ["--port", "0", "-D", "weir.task-manager.slots=many"], ["weir.task-manager.slots is many"] },
        { ["-D", "weir.node.tls.enabled=on"], ["weir.node.tls.certificate"] },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Settings_that_cannot_be_used_get_one_line_and_exit_code_2(string[] arguments, string[] expected)
    {
        using var folder = new TestFolder();
        folder.Write("broken.conf", "weir.task-manager {\n  slots = 4\n  heartbeat-interval = = 1 s\n");
        folder.Write("misspelt.conf", "weir.task-manager.slot = 4\n");
        folder.Write("seeds.conf", "akka.cluster.seed-nodes = [\"127.0.0.1:4101\"]\n");

        using var process = await WeirProcess.RunAsync(folder, ["node", .. arguments]);

        process.ExitCode.ShouldBe(2, process.ToString());
        process.Error.TrimEnd().Split('\n').Length.ShouldBe(1, process.ToString());
        foreach (var part in expected)
        {
            process.Error.ShouldContain(part, Case.Sensitive, process.ToString());
        }
    }

    [Fact]
    public async Task A_port_in_use_is_said_in_one_line()
    {
        using var folder = new TestFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        using var process = await WeirProcess.RunAsync(folder, "node", "--port", $"{port}");

        process.ExitCode.ShouldBe(2, process.ToString());
        process.Error.TrimEnd().Split('\n').Length.ShouldBe(1, process.ToString());
        process.Error.ShouldContain($"127.0.0.1:{port}: the port is in use");
    }

    [Fact]
    public async Task A_node_with_wrong_seeds_names_them_sparingly_and_gives_up_when_it_shall()
    {
        using var folder = new TestFolder();
        var (own, wrong) = (ClusterProcesses.FreePort(), ClusterProcesses.FreePort());
        folder.Write("node.conf", $$"""
            akka.remote.dot-netty.tcp.port = {{own}}
            akka.cluster {
              seed-nodes = ["akka.tcp://weir@127.0.0.1:{{wrong}}"]
              shutdown-after-unsuccessful-join-seed-nodes = 6 s
            }
            weir.node.join-warning-interval = 2 s
            """);

        using var process = await WeirProcess.RunAsync(folder, "node", "-c", "node.conf");

        process.ExitCode.ShouldBe(4, process.ToString());
        process.Output.ShouldBeEmpty();
        var lines = process.Error.Split('\n').Where(line => line.Contains($"127.0.0.1:{wrong}", StringComparison.Ordinal)).ToArray();
        lines.Length.ShouldBeInRange(2, 4, process.ToString());
        lines[0].ShouldContain("no cluster to join");
        lines[^1].ShouldContain("gave up after 6.0 s");
    }

    [Fact]
    public async Task A_node_with_another_journal_leaves_and_the_cluster_goes_on()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 1 });
        var settings = cluster.Folder.Write("stranger.conf", $$"""
            akka {
              remote.dot-netty.tcp.port = {{ClusterProcesses.FreePort()}}
              cluster.seed-nodes = ["akka.tcp://weir@{{cluster[0].Endpoint}}"]
            }
            weir.journal.directory.dir = ./another-journal
            weir.snapshot-store.directory.dir = ./another-journal
            """);

        using var stranger = await WeirProcess.RunAsync(cluster.Folder, "node", "-c", settings);

        stranger.ExitCode.ShouldBe(2, stranger.ToString());
        stranger.Error.ShouldContain("its journal is");
        using var list = await cluster.RunAsync("list");
        list.ExitCode.ShouldBe(0, $"{list}\n{cluster}");
    }

    [Fact]
    public async Task A_node_that_stood_still_for_too_long_has_been_put_out_and_says_so()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 3 });
        cluster[2].Pause();
        await cluster[0].Process.SaysAsync(text => text.Contains($"node {cluster[2].Endpoint} is no longer a member", StringComparison.Ordinal));

        cluster[2].Resume();
        await cluster[2].Process.ExitAsync();

        cluster[2].Process.ExitCode.ShouldBe(3, cluster.ToString());
        cluster[2].Process.Error.ShouldContain("the cluster has put this node out");
        cluster[2].Process.Error.ShouldContain("start it again");
    }

    [Fact]
    public async Task A_node_leaves_on_SIGTERM_and_a_new_one_at_its_address_joins()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 2 });

        (await cluster[1].LeaveAsync()).ShouldBe(0, cluster.ToString());
        cluster[1].Process.Error.ShouldContain("the node has left");
        await cluster[0].Process.SaysAsync(text => text.Contains($"node {cluster[1].Endpoint} is no longer a member", StringComparison.Ordinal));

        await cluster[1].StartAndUpAsync();
        using var list = await cluster.RunAsync("list");
        list.ExitCode.ShouldBe(0, $"{list}\n{cluster}");
    }
}
