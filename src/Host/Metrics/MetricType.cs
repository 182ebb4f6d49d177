namespace Weir.Host.Metrics;

/// <summary>What the values of a metric are.</summary>
internal enum MetricType
{
    /// <summary>They go up and down.</summary>
    Gauge,

    /// <summary>They only go up, until the process ends.</summary>
    Counter,

    /// <summary>How they were spread.</summary>
    Histogram,
}
