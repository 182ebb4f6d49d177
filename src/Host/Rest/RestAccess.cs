using System.Security.Cryptography;
using System.Text;
using Weir.Host.Rest.Paths;

namespace Weir.Host.Rest;

/// <summary>Who may ask, and how much at once.</summary>
internal static class RestAccess
{
    private const string Scheme = "Bearer ";

    /// <summary>How each browser's name begins.</summary>
    private const string Browser = "Mozilla/";

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

    /// <summary>
    /// For what changes something or runs a job's code: a page of another origin may not even ask without seeing the answer. A client
    /// that is no browser says nothing of where it is, and is answered.
    /// </summary>
    /// <exception cref="RestFailure">It is such a page.</exception>
    public static void CheckChange(HttpContext http, RestSettings settings)
    {
        // A stranger's page does not know it, and the browser sends none by itself.
        if (settings.Token is not null)
        {
            return;
        }

        var headers = http.Request.Headers;
        var site = headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none"))
        {
            throw OtherOrigin();
        }

        // Where the server is reached without TLS by a name that is not this machine's, browsers don't say the site, and a GET has no origin.
        if (site.Length == 0 && headers.Origin.ToString().Length == 0)
        {
            var page = headers.Referer.ToString();
            if (page.Length > 0 && !OwnOrigin.Is(page, http.Request))
            {
                throw OtherOrigin();
            }

            if (page.Length == 0 && HttpMethods.IsGet(http.Request.Method) && headers.UserAgent.ToString().StartsWith(Browser, StringComparison.Ordinal))
            {
                throw new RestFailure(
                    StatusCodes.Status403Forbidden,
                    "The browser does not say which page asks, and this changes something or runs a job's code: ask with PATCH (/jobs/ID) or POST (/jars/ID/plan).");
            }
        }
    }

    // Without a token a page of a stranger, open in a browser on this machine, must not be able to ask: neither in the name of its own
    // host that now leads to this address, nor of itself. Another port of this machine is a stranger too.
    private static void CheckHost(HttpContext http, RestSettings settings)
    {
        var host = http.Request.Host.Host;
        if (host.Length > 0 && !settings.Hosts.Allows(host))
        {
            throw new RestFailure(
                StatusCodes.Status403Forbidden,
                "This server answers to its own address only, such as 127.0.0.1 or localhost; the request was for another host. If that is a name of this server, or of a proxy in front of it, add it to weir.rest.allowed-hosts.");
        }

        if (http.Request.Headers["Sec-Fetch-Site"] == "cross-site")
        {
            throw new RestFailure(StatusCodes.Status403Forbidden, "This server does not answer pages of other sites.");
        }

        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && !OwnOrigin.Is(origin, http.Request))
        {
            throw OtherOrigin();
        }

        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            CheckChange(http, settings);
        }
    }

    private static RestFailure OtherOrigin() => new(StatusCodes.Status403Forbidden, "This server does not answer pages of other origins.");

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
