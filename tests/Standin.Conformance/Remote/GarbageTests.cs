using System.Net.Sockets;
using System.Text;
using Akka.Actor;

namespace Weir.Standin.Conformance.Remote;

/// <summary>Strangers that connect to the port of a system.</summary>
public sealed class GarbageTests : RemoteTest
{
    private readonly LogLines _log = new();
    private readonly ActorSystem _system;

    public GarbageTests() =>
        _system = NewSystem("target", "akka.remote { handshake-timeout = 500ms, transport-failure-detector { heartbeat-interval = 200ms, acceptable-heartbeat-pause = 500ms } }", _log);

    public static TheoryData<string, byte[]> Garbage()
    {
        var random = new byte[4096];
        new Random(20261).NextBytes(random);
        return new TheoryData<string, byte[]>
        {
            { "random bytes", random },
            { "an HTTP request", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray() },
            { "a frame of 2 GiB", [0xFF, 0xFF, 0xFF, 0x7F, 1, 2, 3, 4, 5, 6, 7, 8] },
            { "a negative length", [0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4, 5, 6, 7, 8] },
            { "a TLS greeting", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03] },
            { "nothing at all", [] },
        };
    }

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task A_stranger_is_cut_off_and_the_system_goes_on(string what, byte[] bytes)
    {
        using (var stranger = await Connect())
        {
            await stranger.GetStream().WriteAsync(bytes);
            (await ReadToEnd(stranger)).ShouldBeTrue($"{what}: the connection stays open");
        }

        var echo = Echo(_system);
        (await (await Seen(NewSystem("friend"), echo)).Ask<string>("still there", Patience)).ShouldBe("still there");
    }

    [StandinTheory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP")]
    [InlineData("\x16\x03\x01\x02\x00\x01\x00\x01", "TLS")]
    [InlineData("some text that is no greeting", "736F6D6520746578")]
    public async Task One_line_says_what_came(string text, string said)
    {
        using (var stranger = await Connect())
        {
            await stranger.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));
            await ReadToEnd(stranger);
        }

        (await _log.Containing("refused", Patience)).ShouldContain(said);
        await _system.Terminate();
        _log.All().ShouldBeEmpty();
    }

    [StandinFact]
    public async Task A_length_that_no_frame_may_have_closes_a_connection_without_taking_memory()
    {
        var before = GC.GetTotalAllocatedBytes();
        using var stranger = await Connect();
        var stream = stranger.GetStream();
        await stream.WriteAsync(Greeting($"akka.tcp://stranger@127.0.0.1:1", AddressOf(_system).ToString()));
        var preamble = new byte[8];
        await stream.ReadExactlyAsync(preamble);
        await stream.ReadExactlyAsync(new byte[BitConverter.ToUInt16(preamble, 6)]);

        await stream.WriteAsync(new byte[] { 0xFF, 0xFF, 0xFF, 0x7F, 1 });

        (await ReadToEnd(stranger)).ShouldBeTrue("the connection stays open");
        await _log.Containing("2147483647", Patience);

        // Of all threads, whichever reads it: other tests take some meanwhile, but not as much as the length says.
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(int.MaxValue / 4 * 3L);
    }

    [StandinFact]
    public async Task Who_looks_for_another_system_is_told_who_is_here()
    {
        var log = new LogLines();
        var other = NewSystem("other", log: log);

        other.ActorSelection($"akka.tcp://somebody@127.0.0.1:{AddressOf(_system).Port}/user/x").Tell("hello");

        (await log.Containing("refused", Patience)).ShouldContain(AddressOf(_system).ToString());
    }

    private static byte[] Greeting(string self, string wanted)
    {
        var body = new List<byte> { 1 };
        body.AddRange(BitConverter.GetBytes(4711));
        body.AddRange(BitConverter.GetBytes((ushort)self.Length));
        body.AddRange(Encoding.UTF8.GetBytes(self + wanted));
        return [0x81, (byte)'A', (byte)'K', (byte)'R', 1, 0, (byte)body.Count, (byte)(body.Count >> 8), .. body];
    }

    private static async Task<bool> ReadToEnd(TcpClient client)
    {
        using var limit = new CancellationTokenSource(Patience);
        var buffer = new byte[1024];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, limit.Token) > 0)
            {
            }

            return true;
        }
        catch (IOException)
        {
            // A reset is an end as well.
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<TcpClient> Connect()
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", AddressOf(_system).Port!.Value);
        return client;
    }
}
