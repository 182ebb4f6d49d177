using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Weir.Host.Metrics;
using Weir.Host.Rest.Events;

namespace Weir.Host.Rest.Paths;

/// <summary>All paths.</summary>
internal static class RestRoutes
{
    /// <summary>Clients of Flink put it before each path.</summary>
    private const string VersionPrefix = "/v1";
    private const string Events = "/events";
    private const string Metrics = "/metrics";
    private const string Document = "/openapi.json";

    /// <summary>What is answered in other forms than JSON that is asked for as a whole.</summary>
    private static readonly IReadOnlyList<(string Path, string Summary, string ContentType)> Others =
    [
        (Events, "What happens to jobs and their checkpoints, as it happens: server-sent events; of one job with job=ID", EventStream.ContentType),
        (Metrics, "What this node measures, in the text format of Prometheus", PrometheusText.ContentType),
        (Document, "This document", "application/json"),
    ];

    public static IReadOnlyList<RestRoute> All(RestServices services) =>
    [
        .. ClusterPaths.All(services),
        .. JobPaths.All(services),
        .. VertexPaths.All(services),
        .. CheckpointPaths.All(services),
        .. OperationPaths.All(services),
        .. RescalingPaths.All(services),
        .. AlertPaths.All(services),
        .. StatePaths.All(services),
        .. SubmissionPaths.All(services),
    ];

    public static void Map(IEndpointRouteBuilder endpoints, RestServices services)
    {
        var routes = All(services);
        var document = JsonSerializer.SerializeToUtf8Bytes(OpenApiDocument.Of(routes, Others));
        foreach (var prefix in (string[])["", VersionPrefix])
        {
            foreach (var route in routes)
            {
                endpoints.MapMethods(prefix + route.Path, [route.Method], http => AnswerAsync(http, route, services));
            }

            endpoints.MapMethods($"{prefix}{Events}", [HttpMethods.Get], http => EventStream.ServeAsync(http, services));
            endpoints.MapMethods($"{prefix}{Metrics}", [HttpMethods.Get], http => ShowMetricsAsync(http, services));
            endpoints.MapMethods($"{prefix}{Document}", [HttpMethods.Get], http => WriteAsync(http, StatusCodes.Status200OK, document));
        }
    }

    /// <summary>
    /// Answers a request without parameters as it was answered just before, if it was; else goes on to what answers it. Finding its route would
    /// be most of what the server does for a page that many watch.
    /// </summary>
    public static Task AnswerAgainAsync(HttpContext http, RequestDelegate next, RestServices services) =>
        HttpMethods.IsGet(http.Request.Method) && !http.Request.QueryString.HasValue && services.Recent.Find(RecentAnswers.Request(http.Request, [])) is { } known
            ? WriteAsync(http, StatusCodes.Status200OK, known)
            : next(http);

    private static Task ShowMetricsAsync(HttpContext http, RestServices services)
    {
        http.Response.ContentType = PrometheusText.ContentType;
        return http.Response.WriteAsync(services.Metrics(), http.RequestAborted);
    }

    private static async Task AnswerAsync(HttpContext http, RestRoute route, RestServices services)
    {
        if (route.HasEffect)
        {
            RestAccess.CheckChange(http, services.Settings);
        }

        var request = route.IsShared ? RecentAnswers.Request(http.Request, route.Parameters) : "";
        if (route.IsShared && services.Recent.Find(request) is { } known)
        {
            await WriteAsync(http, route.Status, known);
            return;
        }

        var answer = await route.Handle(http);
        if (answer is string text)
        {
            http.Response.ContentType = "text/plain; charset=UTF-8";
            await http.Response.WriteAsync(text, http.RequestAborted);
            return;
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(answer, route.Answer, RestJson.Options);
        if (route.IsShared)
        {
            services.Recent.Keep(request, body);
        }

        await WriteAsync(http, route.Status, body);
    }

    private static async Task WriteAsync(HttpContext http, int status, byte[] body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=UTF-8";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
