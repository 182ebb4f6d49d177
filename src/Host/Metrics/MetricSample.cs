namespace Weir.Host.Metrics;

/// <summary>What was measured of one instrument with one set of tags.</summary>
/// <param name="Tags">In the order in which they were given.</param>
/// <param name="Value">The latest value, or the sum.</param>
/// <param name="Buckets">Of a histogram: how many measurements were in each bucket; the last is above all bounds.</param>
internal sealed record MetricSample(IReadOnlyList<KeyValuePair<string, string>> Tags, double Value, IReadOnlyList<long>? Buckets = null);
