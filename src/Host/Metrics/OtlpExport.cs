using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Weir.Actors.Metrics;

namespace Weir.Host.Metrics;

/// <summary>Sends a process's metrics, and the traces of its jobs' checkpoints, to a collector of OpenTelemetry.</summary>
internal sealed class OtlpExport : IDisposable
{
    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    /// <param name="settings">Where to, and how.</param>
    /// <param name="endpoint">The collector.</param>
    /// <param name="instance">The node's name.</param>
    public OtlpExport(MetricSettings settings, Uri endpoint, string instance)
    {
        var resource = ResourceBuilder.CreateEmpty().AddService("weir", serviceVersion: ProductVersion.Number, serviceInstanceId: instance);
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(NodeMetrics.Name, "System.Runtime")
            .AddOtlpExporter((exporter, reader) =>
            {
                Configure(exporter, settings, endpoint, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.OtlpInterval.TotalMilliseconds;
            })
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(NodeMetrics.Name)
            .AddOtlpExporter(exporter => Configure(exporter, settings, endpoint, "v1/traces"))
            .Build();
    }

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _metrics.Dispose();
        _traces.Dispose();
    }

    private static void Configure(OtlpExporterOptions exporter, MetricSettings settings, Uri endpoint, string path)
    {
        exporter.Protocol = settings.OtlpProtocol == OtlpProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;

        // With HTTP an endpoint that is set is taken as it stands.
        exporter.Endpoint = settings.OtlpProtocol == OtlpProtocol.Grpc ? endpoint : new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
    }
}
