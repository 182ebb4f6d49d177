using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Weir.EndToEnd.Nodes;

/// <summary>Whatever strangers send to a node's port, the node and its cluster are unharmed.</summary>
public class GarbageTests
{
    private const int Connections = 40;
    private const long Spike = 150L << 20;

    [Fact]
    public async Task Garbage_at_the_port_costs_no_memory_and_leaves_the_cluster_unharmed()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 2, Settings = "akka.cluster.failure-detector.acceptable-heartbeat-pause = 15 s" });
        using var first = await cluster.RunAsync("list");
        first.ExitCode.ShouldBe(0, $"{first}\n{cluster}");
        var before = cluster[0].Process.WorkingSet;
        var highest = before;

        foreach (var garbage in (byte[][])[Random(), Http(), LongFrame(BinaryPrimitives.WriteUInt32LittleEndian), LongFrame(BinaryPrimitives.WriteUInt32BigEndian), []])
        {
            for (var connection = 0; connection < Connections; connection++)
            {
                await SendAsync(cluster[0].Port, garbage);
                highest = Math.Max(highest, cluster[0].Process.WorkingSet);
            }
        }

        (highest - before).ShouldBeLessThan(Spike, $"from {before >> 20} to {highest >> 20} MiB\n{cluster}");
        await cluster[0].Process.SaysAsync(text => text.Contains("was refused: it sent HTTP instead of a greeting", StringComparison.Ordinal));
        await cluster[0].Process.SaysAsync(text => text.Contains("was refused: it sent the bytes FFFFFF7F00000000 instead of a greeting", StringComparison.Ordinal));
        cluster[0].IsRunning.ShouldBeTrue(cluster.ToString());
        using var last = await cluster.RunAsync("list");
        last.ExitCode.ShouldBe(0, $"{last}\n{cluster}");
        cluster[1].Process.Error.ShouldNotContain("is put out", Case.Sensitive, cluster.ToString());
    }

    private delegate void WriteLength(Span<byte> destination, uint value);

    private static byte[] Random()
    {
        var bytes = new byte[64 << 10];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Http() => Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: test\r\n\r\n");

    /// <summary>Says that 2 GiB follow, and sends some of them.</summary>
    private static byte[] LongFrame(WriteLength write)
    {
        var bytes = new byte[32 << 10];
        write(bytes, int.MaxValue);
        return bytes;
    }

    /// <summary>Sends it, says that there is no more, and waits until the node has closed.</summary>
    private static async Task SendAsync(int port, byte[] garbage)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        try
        {
            var stream = client.GetStream();
            await stream.WriteAsync(garbage);
            client.Client.Shutdown(SocketShutdown.Send);
            var answer = new byte[4096];
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (await stream.ReadAsync(answer, limit.Token) > 0)
            {
            }
        }
        catch (Exception closed) when (closed is IOException or SocketException)
        {
            // The node may well close while it is still being sent to.
        }
    }
}
