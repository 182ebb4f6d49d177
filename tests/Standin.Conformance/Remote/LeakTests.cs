using System.Net.Sockets;
using Akka.Actor;

namespace Weir.Standin.Conformance.Remote;

public sealed class LeakTests : RemoteTest
{
    [Fact]
    public async Task The_end_of_a_system_closes_its_port_and_its_connections()
    {
        var (a, b) = (NewSystem("a"), NewSystem("b"));
        await Seen(a, Echo(b));
        var port = AddressOf(b).Port!.Value;
        using var open = new TcpClient();
        await open.ConnectAsync("127.0.0.1", port);

        await b.Terminate();

        (await ReadToEnd(open)).ShouldBeTrue("a connection without a greeting stays open");
        using var late = new TcpClient();
        await Should.ThrowAsync<SocketException>(() => late.ConnectAsync("127.0.0.1", port));
    }

    [StandinFact]
    public async Task Systems_that_come_and_go_leave_no_memory_behind()
    {
        var a = NewSystem("a");
        var gone = new List<WeakReference>();
        for (var i = 0; i < 5; i++)
            gone.Add(await ComeAndGo(a));

        for (var tries = 0; tries < 50 && gone.Exists(each => each.IsAlive); tries++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(100);
        }

        gone.Count(each => each.IsAlive).ShouldBe(0);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> ComeAndGo(ActorSystem a)
    {
        using var system = ActorSystem.Create("short", a.Settings.Config);
        await Seen(a, Echo(system));
        await system.Terminate();
        return new WeakReference(system);
    }

    private static async Task<bool> ReadToEnd(TcpClient client)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return await client.GetStream().ReadAsync(new byte[16], limit.Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
