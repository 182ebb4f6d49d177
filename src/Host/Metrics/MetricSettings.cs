using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Host.Metrics;

/// <summary><c>weir.metrics</c></summary>
/// <param name="PrometheusPrefix">Stands before each name at /metrics.</param>
/// <param name="OtlpEndpoint">Where metrics and traces are sent to; null: nowhere.</param>
/// <param name="OtlpProtocol">How.</param>
/// <param name="OtlpInterval">How often metrics are.</param>
internal sealed record MetricSettings(string PrometheusPrefix, Uri? OtlpEndpoint, OtlpProtocol OtlpProtocol, TimeSpan OtlpInterval)
{
    private const string Section = "weir.metrics";

    /// <exception cref="BadUsageException">A value can't be used.</exception>
    public static MetricSettings Read(Config config)
    {
        var reader = new ConfigurationReader(config, Section);
        var prefix = reader.Text("prometheus-prefix");
        var endpoint = reader.Text("otlp.endpoint");
        var protocol = reader.Choice("otlp.protocol", [("grpc", OtlpProtocol.Grpc), ("http/protobuf", OtlpProtocol.HttpProtobuf)]);
        var interval = reader.Duration("otlp.interval");
        List<string> problems = [.. reader.Errors.Select(error => error.ToString())];
        Uri? url = null;
        if (endpoint.Length > 0 && (!Uri.TryCreate(endpoint, UriKind.Absolute, out url) || url.Scheme is not ("http" or "https")))
        {
            problems.Add($"{Section}.otlp.endpoint is {endpoint}; it must be empty, or an absolute URL of http or https.");
        }

        if (reader.Errors.Count == 0 && (interval < TimeSpan.FromMilliseconds(100) || interval > TimeSpan.FromDays(1)))
        {
            problems.Add($"{Section}.otlp.interval is {interval}; it must be 100 ms to 1 d.");
        }

        return problems.Count == 0 ? new MetricSettings(prefix, url, protocol, interval) : throw new BadUsageException(string.Join(" ", problems));
    }
}
