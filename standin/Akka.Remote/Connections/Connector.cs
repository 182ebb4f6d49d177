using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <summary>Makes connections, or takes those that others made, up to the end of the handshake.</summary>
internal sealed class Connector(Remoting remoting) : IDisposable
{
    private static readonly byte[] s_quarantined = [2, 0, 0, 0, (byte)FrameKind.Goodbye, (byte)GoodbyeReason.Quarantined];

    private readonly CancellationTokenSource _stop = new();

    private TcpSettings Tcp => remoting.Tcp;

    public void Dispose() => _stop.Cancel();

    /// <exception cref="Exception">There is no connection, for the reason that its message says.</exception>
    public async Task Connect(Association association)
    {
        var remote = association.Remote;
        if (remote.Protocol != Tcp.Scheme || remote.Port is not { } port)
            throw new RemoteTransportException($"its address is not one of {Tcp.Scheme} with host and port");
        Socket socket = null;
        Stream stream = null;
        try
        {
            socket = await OpenSocket(remote.Host, port).ConfigureAwait(false);
            using var limit = Limit(remoting.Settings.HandshakeTimeout);
            try
            {
                stream = await AsClient(socket, remote.Host, limit.Token).ConfigureAwait(false);
                if (!remoting.Links.DropsOutbound(remote))
                    await stream.WriteAsync(Handshake.Hello(remoting.DefaultAddress, remoting.Uid, remote), limit.Token).ConfigureAwait(false);
                var uid = await Handshake.ReadWelcome(stream, limit.Token).ConfigureAwait(false);
                if (remoting.Links.DropsInbound(remote))
                    await Task.Delay(Timeout.InfiniteTimeSpan, limit.Token).ConfigureAwait(false);
                if (remoting.Quarantines.Contains(remote, uid))
                {
                    await stream.WriteAsync(s_quarantined, limit.Token).ConfigureAwait(false);
                    throw new HandshakeException($"its uid {uid} is quarantined until it restarts");
                }

                Begin(new Connection(remoting, association, socket, stream, uid, isInbound: false));
            }
            catch (OperationCanceledException)
            {
                throw new HandshakeException($"it did not answer within akka.remote.handshake-timeout = {remoting.Settings.HandshakeTimeout}");
            }
        }
        catch (Exception exception)
        {
            if (stream is not null)
                await stream.DisposeAsync().ConfigureAwait(false);
            socket?.Dispose();
            if (exception is HandshakeException or RemoteTransportException)
                throw;
            throw new RemoteTransportException(MessageOf(exception), exception);
        }
    }

    /// <summary>Takes a connection that another made; logs why not, if not.</summary>
    public async Task Accept(Socket socket)
    {
        var from = "someone";
        Stream stream = null;
        try
        {
            from = socket.RemoteEndPoint?.ToString() ?? from;
            Prepare(socket);
            using var limit = Limit(remoting.Settings.HandshakeTimeout);
            try
            {
                stream = await AsServer(socket, limit.Token).ConfigureAwait(false);
                var (remote, uid, wanted) = await Handshake.ReadHello(stream, limit.Token).ConfigureAwait(false);
                if (remoting.Links.DropsInbound(remote) || remoting.Links.DropsOutbound(remote))
                    await Task.Delay(Timeout.InfiniteTimeSpan, limit.Token).ConfigureAwait(false);
                await RefuseIfNeeded(stream, remote, uid, wanted).ConfigureAwait(false);
                await stream.WriteAsync(Handshake.Welcome(remoting.DefaultAddress, remoting.Uid), limit.Token).ConfigureAwait(false);
                Begin(new Connection(remoting, remoting.AssociationWith(remote), socket, stream, uid, isInbound: true));
                return;
            }
            catch (OperationCanceledException)
            {
                throw new HandshakeException($"it said nothing within akka.remote.handshake-timeout = {remoting.Settings.HandshakeTimeout}");
            }
        }
        catch (Exception exception)
        {
            if (!remoting.IsShuttingDown)
                remoting.Log.Warning("A connection from {0} was refused: {1}", from, MessageOf(exception));
        }

        if (stream is not null)
            await stream.DisposeAsync().ConfigureAwait(false);
        socket.Dispose();
    }

    private static void Begin(Connection connection)
    {
        // The association may have been retired while the two sides greeted each other.
        if (!connection.Association.Attach(connection))
            throw new HandshakeException($"{connection.Remote} (uid {connection.RemoteUid}) is quarantined, or was forgotten just now");
        connection.Start();
    }

    private static string MessageOf(Exception exception) => exception switch
    {
        AuthenticationException { InnerException: { } inner } => $"TLS failed: {exception.Message} {inner.Message}",
        AuthenticationException => $"TLS failed: {exception.Message}",
        EndOfStreamException => "it closed the connection in the middle of its greeting",
        IOException { InnerException: SocketException socket } => socket.Message,
        _ => exception.Message,
    };

    private async Task RefuseIfNeeded(Stream stream, Address remote, int uid, Address wanted)
    {
        var isQuarantined = remoting.Quarantines.Contains(remote, uid);
        string reason = null;
        if (isQuarantined)
            reason = $"{remote} (uid {uid}) is quarantined by {remoting.DefaultAddress} until it restarts";
        else if (!remoting.Provider.HasAddress(wanted))
            reason = $"this system is {remoting.DefaultAddress}, not {wanted}";
        else if (remote == remoting.DefaultAddress)
            reason = $"{remote} is this system's own address";
        if (reason is null)
            return;
        await stream.WriteAsync(Handshake.Refusal(isQuarantined, reason), _stop.Token).ConfigureAwait(false);
        throw new HandshakeException($"{reason} (it says that it is {remote})");
    }

    private async Task<Socket> OpenSocket(string host, int port)
    {
        using var limit = Limit(Tcp.ConnectionTimeout);
        var isIp = IPAddress.TryParse(host.Trim('[', ']'), out var ip);
        var socket = isIp ? new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            Prepare(socket);
            if (isIp)
                await socket.ConnectAsync(ip, port, limit.Token).ConfigureAwait(false);
            else
                await socket.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
            return socket;
        }
        catch (Exception exception)
        {
            socket.Dispose();
            if (exception is OperationCanceledException)
                throw new RemoteTransportException($"no connection within {TcpSettings.Path}.connection-timeout = {Tcp.ConnectionTimeout}", exception);
            throw;
        }
    }

    private void Prepare(Socket socket)
    {
        socket.NoDelay = Tcp.NoDelay;
        if (Tcp.SendBufferSize > 0)
            socket.SendBufferSize = Tcp.SendBufferSize;
        if (Tcp.ReceiveBufferSize > 0)
            socket.ReceiveBufferSize = Tcp.ReceiveBufferSize;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, Tcp.KeepAlive);
    }

    private async Task<Stream> AsClient(Socket socket, string host, CancellationToken cancellation)
    {
        var plain = new NetworkStream(socket, ownsSocket: false);
        if (Tcp.Tls is not { } tls)
            return plain;
        string refusal = null;
        var stream = new SslStream(plain);
        try
        {
            await stream.AuthenticateAsClientAsync(tls.ForClient(host, reason => refusal = reason), cancellation).ConfigureAwait(false);
            return stream;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw new HandshakeException($"TLS failed: {refusal ?? exception.Message}", exception);
        }
    }

    private async Task<Stream> AsServer(Socket socket, CancellationToken cancellation)
    {
        var plain = new NetworkStream(socket, ownsSocket: false);
        if (Tcp.Tls is not { } tls)
            return plain;
        string refusal = null;
        var stream = new SslStream(plain);
        try
        {
            await stream.AuthenticateAsServerAsync(tls.ForServer(reason => refusal = reason), cancellation).ConfigureAwait(false);
            return stream;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw new HandshakeException($"TLS failed: {refusal ?? exception.Message}", exception);
        }
    }

    private CancellationTokenSource Limit(TimeSpan time)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(time);
        return limit;
    }
}
