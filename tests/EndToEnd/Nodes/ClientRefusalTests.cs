using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Weir.Actors.Clients;
using Weir.Actors.Messages;

namespace Weir.EndToEnd.Nodes;

/// <summary>What a command says that can't talk to the cluster that it was sent to.</summary>
public class ClientRefusalTests
{
    [Theory]
    [InlineData(2, "which cluster?", "list")]
    [InlineData(2, "--cluster nowhere: expected HOST:PORT", "list", "--cluster", "nowhere")]
    [InlineData(2, "--timeout 0", "list", "--cluster", "127.0.0.1:1", "--timeout", "0")]
    [InlineData(1, "nothing listens at 127.0.0.1:1", "list", "--cluster", "127.0.0.1:1")]
    [InlineData(1, "there is no machine named no-such-machine.invalid", "info", "x", "--cluster", "no-such-machine.invalid:4101")]
    [InlineData(2, "there is no setting checkpointing.interval; it is weir.checkpointing.interval", "run", "word-count", "-D", "checkpointing.interval=5s")]
    [InlineData(2, "there is no setting interval; it is weir.checkpointing.interval", "run", "word-count", "-D", "interval=5s")]
    [InlineData(2, "Must be one of: 'bash' 'zsh' 'fish' 'powershell' (see weir help completion)", "completion", "tcsh")]
    [InlineData(2, "(see weir checkpoint verify --help)", "checkpoint", "verify")]
    [InlineData(2, "--detach goes with --cluster", "run", "word-count", "--detach")]
    public async Task A_wrong_address_gets_one_line(int exitCode, string expected, params string[] arguments)
    {
        using var folder = new TestFolder();
        using var process = await WeirProcess.RunAsync(folder, arguments);
        ShouldBeRefused(process, exitCode, expected);
    }

    [Fact]
    public async Task Another_program_at_the_port_is_told_from_a_node()
    {
        using var folder = new TestFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var stop = new CancellationTokenSource();
        var accepting = AcceptAllAsync(other, stop.Token);

        using var process = await WeirProcess.RunAsync(folder, "list", "--cluster", $"{other.LocalEndpoint}");

        ShouldBeRefused(process, 1, "does not answer as a Weir node");
        await stop.CancelAsync();
        await accepting;
    }

    [Fact]
    public async Task A_node_of_another_version_is_named_with_both_versions()
    {
        using var folder = new TestFolder();
        var config = ClientConfiguration.Create("127.0.0.1", settings: null);
        using var system = ActorSystem.Create("weir", config);
        system.ActorOf(Props.Create(() => new NodeOfAnotherVersion()), "weir");
        var port = ((ExtendedActorSystem)system).Provider.DefaultAddress.Port;

        using var process = await WeirProcess.RunAsync(folder, "list", "--cluster", $"127.0.0.1:{port}");

        ShouldBeRefused(process, 1, "runs Weir 99.1.0 (messages 4711), and this is Weir");
        await system.Terminate();
    }

    [Fact]
    public async Task A_cluster_without_a_leader_is_said_after_the_time_out()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 2, Leaders = 1 });
        using var before = await cluster.RunAsync("list");
        before.ExitCode.ShouldBe(0, $"{before}\n{cluster}");

        // It stands still: its sockets are open, and nobody answers.
        cluster[0].Pause();
        using var process = await WeirProcess.RunAsync(cluster.Folder, "list", "--cluster", cluster[1].Endpoint, "--timeout", "3");
        ShouldBeRefused(process, 1, "has no leader at present");
    }

    private static void ShouldBeRefused(WeirProcess process, int exitCode, string expected)
    {
        process.ExitCode.ShouldBe(exitCode, process.ToString());
        process.Error.TrimEnd().Split('\n').Length.ShouldBe(1, process.ToString());
        process.Error.ShouldStartWith("weir: ");
        process.Error.ShouldContain(expected, Case.Sensitive, process.ToString());
        process.Output.ShouldBeEmpty();
    }

    /// <summary>Reads what comes, and says nothing.</summary>
    private static async Task AcceptAllAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        var clients = new List<TcpClient>();
        try
        {
            while (true)
            {
                clients.Add(await listener.AcceptTcpClientAsync(cancellationToken));
            }
        }
        catch (OperationCanceledException)
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private sealed class NodeOfAnotherVersion : ReceiveActor
    {
        public NodeOfAnotherVersion()
        {
            ReceiveAny(_ => { });
            Context.ActorOf(Props.Create(() => new GatewayOfAnotherVersion()), "gateway");
        }
    }

    private sealed class GatewayOfAnotherVersion : ReceiveActor
    {
        public GatewayOfAnotherVersion() =>
            Receive<string>(GatewayGreeting.IsHello, _ => Sender.Tell(GatewayGreeting.ToWelcome("99.1.0", 4711, [])));
    }
}
