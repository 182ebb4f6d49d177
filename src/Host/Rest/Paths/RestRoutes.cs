using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Weir.Host.Metrics;

namespace Weir.Host.Rest.Paths;

/// <summary>All paths.</summary>
internal static class RestRoutes
{
    /// <summary>Clients of Flink put it before each path.</summary>
    private const string VersionPrefix = "/v1";

    public static IReadOnlyList<RestRoute> All(RestServices services) =>
    [
        .. ClusterPaths.All(services),
        .. JobPaths.All(services),
        .. VertexPaths.All(services),
        .. CheckpointPaths.All(services),
        .. OperationPaths.All(services),
        .. AlertPaths.All(services),
        .. SubmissionPaths.All(services),
    ];

    public static void Map(IEndpointRouteBuilder endpoints, RestServices services)
    {
        var routes = All(services);
        var document = JsonSerializer.SerializeToUtf8Bytes(OpenApiDocument.Of(routes));
        foreach (var prefix in (string[])["", VersionPrefix])
        {
            foreach (var route in routes)
            {
                endpoints.MapMethods(prefix + route.Path, [route.Method], http => AnswerAsync(http, route));
            }

            endpoints.MapMethods($"{prefix}/metrics", [HttpMethods.Get], http => ShowMetricsAsync(http, services));
            endpoints.MapMethods($"{prefix}/openapi.json", [HttpMethods.Get], http => WriteAsync(http, StatusCodes.Status200OK, document));
        }
    }

    private static Task ShowMetricsAsync(HttpContext http, RestServices services)
    {
        http.Response.ContentType = PrometheusText.ContentType;
        return http.Response.WriteAsync(services.Metrics(), http.RequestAborted);
    }

    private static async Task AnswerAsync(HttpContext http, RestRoute route)
    {
        var answer = await route.Handle(http);
        if (answer is string text)
        {
            http.Response.ContentType = "text/plain; charset=UTF-8";
            await http.Response.WriteAsync(text, http.RequestAborted);
            return;
        }

        await WriteAsync(http, route.Status, JsonSerializer.SerializeToUtf8Bytes(answer, route.Answer, RestJson.Options));
    }

    private static async Task WriteAsync(HttpContext http, int status, byte[] body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=UTF-8";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
