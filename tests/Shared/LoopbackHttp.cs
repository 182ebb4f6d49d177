using System.Net;
using System.Net.Sockets;

namespace Weir;

/// <summary>Web servers of tests.</summary>
internal static class LoopbackHttp
{
    private const int Attempts = 20;

    /// <summary>Listens at a port of its own: a listener can't be given any, and one that was free may be taken before it listens there.</summary>
    public static (HttpListener Listener, string Url) Listen(string path = "")
    {
        for (int attempt = 1; ; attempt++)
        {
            string url = $"http://127.0.0.1:{FreePort()}/{path}";
            var listener = new HttpListener();
            listener.Prefixes.Add(url);
            try
            {
                listener.Start();
                return (listener, url);
            }
            catch (HttpListenerException) when (attempt < Attempts)
            {
                listener.Close();
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
