using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.Configuration;

namespace Akka.Remote;

/// <summary>Takes connections from others.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly Remoting _remoting;
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private Task _accepting = Task.CompletedTask;

    private Listener(Remoting remoting, Socket socket, Address address)
    {
        _remoting = remoting;
        _socket = socket;
        Address = address;
    }

    /// <summary>Under which others reach this system.</summary>
    public Address Address { get; }

    public static Listener Bind(Remoting remoting)
    {
        var tcp = remoting.Tcp;
        var host = tcp.Hostname.Length > 0 ? tcp.Hostname : FirstAddressOfMachine().ToString();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            var ip = Resolve(host);
            socket.Dispose();
            socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(ip, tcp.Port));
            socket.Listen(tcp.Backlog);
            var bound = ((IPEndPoint)socket.LocalEndPoint).Port;
            var address = new Address(
                tcp.Scheme,
                remoting.System.Name,
                tcp.PublicHostname.Length > 0 ? tcp.PublicHostname : host,
                tcp.PublicPort != 0 ? tcp.PublicPort : bound);
            return new Listener(remoting, socket, address);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new RemoteTransportException($"Cannot listen on {host}:{tcp.Port} ({TcpSettings.Path}.hostname and .port): {exception.Message}", exception);
        }
    }

    public void Start() => _accepting = Task.Run(Accept);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        _stop.Dispose();
    }

    private static IPAddress Resolve(string host)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var ip))
            return ip;
        var all = Dns.GetHostAddresses(host);
        return Array.Find(all, each => each.AddressFamily == AddressFamily.InterNetwork)
            ?? (all.Length > 0 ? all[0] : throw new ConfigurationException($"{TcpSettings.Path}.hostname is {host}, which stands for no address."));
    }

    private static IPAddress FirstAddressOfMachine()
    {
        try
        {
            var all = Dns.GetHostAddresses(Dns.GetHostName(), AddressFamily.InterNetwork);
            return Array.Find(all, each => !IPAddress.IsLoopback(each)) ?? IPAddress.Loopback;
        }
        catch (SocketException)
        {
            // A machine without a name that stands for an address: then only it can reach itself.
            return IPAddress.Loopback;
        }
    }

    private async Task Accept()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _socket.AcceptAsync(_stop.Token).ConfigureAwait(false);
                _ = Task.Run(() => _remoting.Connector.Accept(socket));
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception)
            {
                // Such as no file handles left: others are not lost for it.
                _remoting.Log.Warning("A connection could not be taken: {0}", exception.Message);
                await Task.Delay(s_pauseAfterFailure).ConfigureAwait(false);
            }
        }
    }
}
