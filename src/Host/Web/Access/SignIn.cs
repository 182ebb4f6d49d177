using System.Security.Cryptography;
using System.Text;
using Weir.Host.Rest;

namespace Weir.Host.Web.Access;

/// <summary>
/// Browsers can't be told to send a token in a header: where the server wants one, it is asked for on a page of its own, and a cookie stands
/// for it from then on. REST does not know the cookie, so that no page of a stranger can use it there.
/// </summary>
internal static class SignIn
{
    private const string Path = $"{WebPage.Prefix}/sign-in";
    private const string Cookie = "weir-page";
    private const string Field = "token";
    private const long LargestFormBytes = 16 * 1024;

    public static async Task AdmitAsync(HttpContext http, RequestDelegate next, RestSettings settings)
    {
        if (settings.Token is not { } token)
        {
            RestAccess.Check(http, settings);
            await next(http);
            return;
        }

        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && !IsOwn(origin, http))
        {
            throw new RestFailure(StatusCodes.Status403Forbidden, "This server does not answer pages of other origins.");
        }

        if (http.Request.Path == Path && HttpMethods.IsPost(http.Request.Method))
        {
            await TakeAsync(http, token);
        }
        else if (IsSame(http.Request.Cookies[Cookie], Mark(token)))
        {
            await next(http);
        }
        else if (http.Request.Headers.Authorization.Count > 0)
        {
            RestAccess.Check(http, settings);
            await next(http);
        }
        else
        {
            await SignInForm.WriteAsync(http, Path, Field, problem: null);
        }
    }

    private static async Task TakeAsync(HttpContext http, string token)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength is not (>= 0 and <= LargestFormBytes))
        {
            throw RestFailure.BadRequest($"The token is sent as a form with the field {Field}.");
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!IsSame(form[Field].ToString().Trim(), token))
        {
            await SignInForm.WriteAsync(http, Path, Field, "That is not the token of this server.");
            return;
        }

        http.Response.Cookies.Append(Cookie, Mark(token), new CookieOptions
        {
            HttpOnly = true,
            Secure = http.Request.IsHttps,
            SameSite = SameSiteMode.Strict,
            Path = "/",
        });
        http.Response.Redirect("/");
    }

    // It can't be taken back for the token.
    private static string Mark(string token) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "weir web page"u8));

    private static bool IsSame(string? given, string expected) =>
        given is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));

    private static bool IsOwn(string origin, HttpContext http) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, http.Request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
