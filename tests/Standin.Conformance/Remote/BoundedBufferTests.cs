using System.Net;
using System.Net.Sockets;
using System.Text;
using Akka.Actor;
using Akka.Event;

namespace Weir.Standin.Conformance.Remote;

/// <summary>A peer that takes the connection and then reads nothing. The package keeps what is sent to it without bound.</summary>
public sealed class BoundedBufferTests : RemoteTest
{
    [StandinFact]
    public async Task What_a_peer_does_not_take_goes_to_the_dead_letters_in_the_end()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Address("akka.tcp", "deaf", "127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        var log = new LogLines();
        var a = NewSystem("a", "akka.remote { log-buffer-size-exceeding = 2000, flush-wait-on-shutdown = 100ms }", log);
        var deadLetters = Reporter(a);
        a.EventStream.Subscribe(deadLetters, typeof(DeadLetter));
        var deaf = ((ExtendedActorSystem)a).Provider.ResolveActorRef($"{address}/user/deaf");

        deaf.Tell("connect", ActorRefs.NoSender);
        using var connection = await listener.AcceptTcpClientAsync().WaitAsync(Patience);
        await Welcome(connection.GetStream(), address);

        // The bytes are the same ones each time, so that only the bound sees much of them.
        var message = new byte[100_000];
        for (var i = 0; i < 7_000; i++)
            deaf.Tell(message, ActorRefs.NoSender);

        (await Next<DeadLetter>()).Message.ShouldBeSameAs(message);
        await log.Containing("messages wait to be sent", Patience);
        await log.Containing("dead letters", Patience);
        (await Seen(a, Echo(NewSystem("b")))).ShouldNotBeNull("other systems are still reached");
    }

    private static async Task Welcome(NetworkStream stream, Address self)
    {
        var preamble = new byte[8];
        await stream.ReadExactlyAsync(preamble);
        await stream.ReadExactlyAsync(new byte[BitConverter.ToUInt16(preamble, 6)]);
        var text = Encoding.UTF8.GetBytes(self.ToString());
        byte[] body = [2, .. BitConverter.GetBytes(4711), .. BitConverter.GetBytes((ushort)text.Length), .. text];
        await stream.WriteAsync((byte[])[.. preamble[..6], .. BitConverter.GetBytes((ushort)body.Length), .. body]);
    }
}
