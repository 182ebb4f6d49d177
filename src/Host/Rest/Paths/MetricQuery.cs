namespace Weir.Host.Rest.Paths;

/// <summary>Which metrics are asked for.</summary>
internal static class MetricQuery
{
    public const string Get = "get";

    /// <summary>Null: their names are.</summary>
    public static string[]? Names(HttpContext http)
    {
        var get = http.Request.Query[Get];
        return get.Count == 0 ? null : [.. get.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal)];
    }
}
