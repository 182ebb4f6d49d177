using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Weir.EndToEnd.Nodes;

/// <summary>TLS by configuration, with certificates as docs/certificates.sh makes them.</summary>
public class TlsTests
{
    [Fact]
    public async Task Nodes_and_clients_with_a_certificate_talk_and_others_are_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var certificates = new TestFolder();
        await MakeAsync(certificates.Path, "own");
        await MakeAsync(certificates.Path, "other");
        string Tls(string name) => $$"""
            weir.node.tls {
              enabled = on
              certificate = "{{Path.Combine(certificates.Path, name, "node.pfx")}}"
              password-file = "{{Path.Combine(certificates.Path, name, "password")}}"
            }
            """;
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 2, Settings = Tls("own") + "\nakka.log-config-on-start = on" });
        var own = cluster.Folder.Write("own.conf", Tls("own"));
        var other = cluster.Folder.Write("other.conf", Tls("other"));

        using var trusted = await cluster.RunAsync("list", "-c", own);
        trusted.ExitCode.ShouldBe(0, $"{trusted}\n{cluster}");

        using var plain = await cluster.RunAsync("list");
        plain.ExitCode.ShouldBe(1, plain.ToString());
        plain.Error.ShouldContain("wants TLS");

        using var stranger = await cluster.RunAsync("list", "-c", other);
        stranger.ExitCode.ShouldBe(1, stranger.ToString());
        stranger.Error.ShouldContain("not trusted");

        // A node is refused as a client is.
        var port = ClusterProcesses.FreePort();
        var node = cluster.Folder.Write("plain-node.conf", $$"""
            akka {
              remote.dot-netty.tcp.port = {{port}}
              cluster { seed-nodes = ["akka.tcp://weir@{{cluster[0].Endpoint}}"], shutdown-after-unsuccessful-join-seed-nodes = 5 s }
            }
            weir {
              journal.directory.dir = journal
              snapshot-store.directory.dir = journal
            }
            """);
        using var plainNode = await WeirProcess.RunAsync(cluster.Folder, "node", "-c", node);
        plainNode.ExitCode.ShouldBe(4, $"{plainNode}\n{cluster}");
        plainNode.Error.ShouldContain("no cluster to join");
        cluster[0].Log.ShouldContain("A connection from ");
        cluster[0].Log.ShouldNotContain($"node 127.0.0.1:{port} ");

        // Whoever asks a node to show its settings sees no password.
        cluster[0].Log.ShouldContain("akka.remote.dot-netty.tcp.ssl.certificate.password = ******");
        cluster[0].Log.ShouldNotContain((await File.ReadAllTextAsync(Path.Combine(certificates.Path, "own", "password"))).Trim());
        cluster[0].Log.ShouldNotContain("has no effect");
    }

    [Fact]
    public async Task A_client_with_TLS_is_told_that_the_node_has_none()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 1 });
        await MakeAsync(cluster.Folder.Path, "certificates");
        var tls = cluster.Folder.Write("tls.conf", """
            weir.node.tls { enabled = on, certificate = certificates/node.pfx, password-file = certificates/password }
            """);

        using var process = await cluster.RunAsync("list", "-c", tls);

        process.ExitCode.ShouldBe(1, process.ToString());
        process.Error.ShouldContain("does not speak TLS");
    }

    private static async Task MakeAsync(string folder, string name, [CallerFilePath] string here = "")
    {
        var script = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "certificates.sh");
        using var process = Process.Start(new ProcessStartInfo("bash", [script, Path.Combine(folder, name)]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
    }
}
