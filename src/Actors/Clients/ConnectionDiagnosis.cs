using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Weir.Actors.Clients;

/// <summary>Finds out, when a node does not answer, what is there instead.</summary>
internal static class ConnectionDiagnosis
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Null if something accepts connections there; else why there is none.</summary>
    public static async Task<string?> ProbeAsync(ClusterEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(endpoint.Host, endpoint.Port, limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{endpoint} does not accept a connection within {Patience.TotalSeconds:F0} s; is the machine up, and does no firewall stand between?";
        }
        catch (SocketException cause)
        {
            return cause.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => $"nothing listens at {endpoint}; is the node running, and is that its port?",
                SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"there is no machine named {endpoint.Host}",
                _ => $"{endpoint} can't be reached: {cause.Message}",
            };
        }
    }

    /// <summary>Why something that accepts connections does not answer as a node.</summary>
    /// <param name="endpoint">Where.</param>
    /// <param name="usesTls">Whether this client spoke TLS.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<string> ExplainSilenceAsync(ClusterEndpoint endpoint, bool usesTls, CancellationToken cancellationToken)
    {
        var speaksTls = await SpeaksTlsAsync(endpoint, cancellationToken).ConfigureAwait(false);
        return (speaksTls, usesTls) switch
        {
            (true, false) => $"{endpoint} wants TLS; name a configuration with weir.node.tls, such as -c hocon/tls-node.conf",
            (false, true) => $"{endpoint} does not speak TLS, and weir.node.tls is on here; leave it out, or is that another program's port?",
            (true, true) => $"{endpoint} does not answer: it speaks TLS, but one of the two certificates is not trusted by the other side, or it is no Weir node",
            _ => $"{endpoint} does not answer as a Weir node; is that another program's port, or a node that is just starting or ending?",
        };
    }

    private static async Task<bool> SpeaksTlsAsync(ClusterEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(endpoint.Host, endpoint.Port, limit.Token).ConfigureAwait(false);

            // Whether the certificate is any good does not matter here: nothing is sent.
            var seen = false;
            var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => seen = certificate is not null);
            await using (stream.ConfigureAwait(false))
            {
                try
                {
                    await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = endpoint.Host }, limit.Token).ConfigureAwait(false);
                    return true;
                }
                catch (Exception refused) when (refused is AuthenticationException or IOException)
                {
                    // A server that shows its certificate and then refuses ours speaks TLS.
                    return seen;
                }
            }
        }
        catch (Exception failed) when (failed is SocketException or IOException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
