using System.Net;
using System.Security.Cryptography;
using System.Text;
using Weir.Host.Rest.Paths;

namespace Weir.Host.Rest;

/// <summary>Who may ask, and how much at once.</summary>
internal static class RestAccess
{
    private const string Scheme = "Bearer ";

    /// <exception cref="RestFailure">This one may not.</exception>
    public static void Check(HttpContext http, RestSettings settings)
    {
        var isUpload = settings.AllowsSubmission && http.Request.Path.Value?.EndsWith(SubmissionPaths.Upload, StringComparison.OrdinalIgnoreCase) == true;
        if (isUpload && http.Request.ContentLength > settings.LargestUploadBytes)
        {
            throw RestFailure.UploadTooLarge(settings.LargestUploadBytes);
        }

        if (!isUpload && http.Request.ContentLength > settings.LargestBodyBytes)
        {
            throw RestFailure.TooLarge(settings.LargestBodyBytes);
        }

        if (settings.Token is { } token)
        {
            CheckToken(http, token);
        }
        else
        {
            CheckHost(http, settings);
        }
    }

    private static void CheckToken(HttpContext http, string token)
    {
        var given = http.Request.Headers.Authorization.ToString();
        if (!given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !CryptographicOperations.FixedTimeEquals(Hash(given[Scheme.Length..].Trim()), Hash(token)))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            throw new RestFailure(StatusCodes.Status401Unauthorized, "This server wants its token: send the header Authorization: Bearer TOKEN (weir.rest.token-file).");
        }
    }

    // Without a token a page of a stranger, open in a browser on this machine, must not be able to ask: neither in the name of its own
    // host that now leads to this address, nor of itself.
    private static void CheckHost(HttpContext http, RestSettings settings)
    {
        var host = http.Request.Host.Host;
        if (IPAddress.IsLoopback(settings.Address) && host.Length > 0 && !IsThisMachine(host))
        {
            throw new RestFailure(StatusCodes.Status403Forbidden, "This server answers to its own address only, such as 127.0.0.1 or localhost; the request was for another host.");
        }

        if (http.Request.Headers["Sec-Fetch-Site"] == "cross-site")
        {
            throw new RestFailure(StatusCodes.Status403Forbidden, "This server does not answer pages of other sites.");
        }

        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && (!Uri.TryCreate(origin, UriKind.Absolute, out var from) || !IsThisMachine(from.Host)) && !IsSame(origin, http))
        {
            throw new RestFailure(StatusCodes.Status403Forbidden, "This server does not answer pages of other origins.");
        }
    }

    private static bool IsSame(string origin, HttpContext http) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, http.Request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
