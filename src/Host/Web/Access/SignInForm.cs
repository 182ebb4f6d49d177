using System.Net;

namespace Weir.Host.Web.Access;

/// <summary>The page that asks for the token.</summary>
internal static class SignInForm
{
    public static async Task WriteAsync(HttpContext http, string path, string field, string? problem)
    {
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        var said = problem is null ? "" : $"""<p class="notice bad" role="alert">{WebUtility.HtmlEncode(problem)}</p>""";
        await http.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sign in - Weir</title>
            <link rel="icon" href="data:,"><link rel="stylesheet" href="{WebPage.Prefix}/weir.css"></head>
            <body><main><h1>Sign in to Weir</h1>{said}
            <form method="post" action="{path}" class="panel"><label for="token">Token of this server</label>
            <input id="token" name="{field}" type="password" autocomplete="current-password" required autofocus>
            <button type="submit">Sign in</button>
            <p class="hint">It is the first line of the file that weir.rest.token-file names.</p></form></main></body></html>
            """,
            http.RequestAborted);
    }
}
