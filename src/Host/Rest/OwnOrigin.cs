using System.Net;

namespace Weir.Host.Rest;

/// <summary>Whether a page is one of the server that it asks.</summary>
internal static class OwnOrigin
{
    /// <param name="page">An origin, or the address of a page.</param>
    /// <param name="request">What it asks; its Host is the server as the browser sees it, through a tunnel or a proxy too.</param>
    public static bool Is(string page, HttpRequest request)
    {
        if (!Uri.TryCreate(page, UriKind.Absolute, out var from) || (request.Host.Port is { } port ? from.Port != port : !from.IsDefaultPort))
        {
            return false;
        }

        // In front of a server that others reach, a proxy may end TLS: only on this machine the scheme says something.
        var host = request.Host.Host;
        return IsThisMachine(host)
            ? IsThisMachine(from.Host) && from.Scheme == request.Scheme
            : string.Equals(from.Host, host, StringComparison.OrdinalIgnoreCase);
    }

    public static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
