namespace Weir.Host.Metrics;

/// <summary>How a collector of OpenTelemetry is spoken to.</summary>
internal enum OtlpProtocol
{
    /// <summary>As a rule at port 4317.</summary>
    Grpc,

    /// <summary>As a rule at port 4318; metrics go to /v1/metrics below the endpoint, traces to /v1/traces.</summary>
    HttpProtobuf,
}
