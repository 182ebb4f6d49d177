using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Weir.Host.Rest;
using Weir.Host.Web.Access;

namespace Weir.Host.Web;

/// <summary>The web page that every node serves.</summary>
internal sealed class WebPage : IRestCompanion
{
    /// <summary>Before the path of each page but the first: those of REST are taken.</summary>
    public const string Prefix = "/web";

    /// <summary>The path of the page's own script, a module.</summary>
    public const string Script = $"{Prefix}/weir.js";

    private const string Styles = $"{Prefix}/weir.css";
    private const string Framework = "/_framework/blazor.web.js";

    // Everything is the node's own; nobody else may show it in a frame.
    private const string Policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static readonly string[] Paths = [Prefix, "/_blazor", "/_framework"];

    public void AddServices(IServiceCollection services, RestServices rest)
    {
        services.AddSingleton(rest);
        services.AddSingleton(new ClusterQuestions(rest));

        // What it protects does not outlive the process: a browser loads the page anew then.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddRazorComponents().AddInteractiveServerComponents();
    }

    public bool Takes(HttpContext http) =>
        http.Request.Path == "/" || Array.Exists(Paths, path => http.Request.Path.StartsWithSegments(path, StringComparison.Ordinal));

    public Task AdmitAsync(HttpContext http, RequestDelegate next, RestSettings settings)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return http.Request.Path == Styles ? next(http) : SignIn.AdmitAsync(http, next, settings);
    }

    public void Map(WebApplication application)
    {
        application.UseAntiforgery();
        MapFile(application, Styles, "Weir.weir.css", "text/css; charset=utf-8");
        MapFile(application, Script, "Weir.weir.js", "text/javascript; charset=utf-8");
        MapFile(application, Framework, "Weir.blazor.web.js", "text/javascript; charset=utf-8");
        application.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }

    private static void MapFile(IEndpointRouteBuilder endpoints, string path, string resource, string type)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly has no resource {resource}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var tag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes).AsSpan(0, 8))}\"";
        endpoints.MapGet(path, async (HttpContext http) =>
        {
            http.Response.Headers.ETag = tag;
            http.Response.Headers.CacheControl = "no-cache";
            if (http.Request.Headers.IfNoneMatch == tag)
            {
                http.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            http.Response.ContentType = type;
            http.Response.ContentLength = bytes.Length;
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
        });
    }
}
