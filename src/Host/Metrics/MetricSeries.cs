using System.Diagnostics.Metrics;

namespace Weir.Host.Metrics;

/// <summary>The measurements of one instrument with one set of tags, added up as its kind asks for.</summary>
internal sealed class MetricSeries(Instrument instrument, IReadOnlyList<KeyValuePair<string, string>> tags)
{
    private static readonly IReadOnlyList<double> DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly bool _isSum = !instrument.IsObservable && TypeOf(instrument) != MetricType.Histogram && !IsGauge(instrument);
    private readonly IReadOnlyList<double> _bounds = BoundsOf(instrument);
    private readonly long[]? _buckets = TypeOf(instrument) == MetricType.Histogram ? new long[BoundsOf(instrument).Count + 1] : null;
    private double _value;

    public static MetricType TypeOf(Instrument instrument) => Kind(instrument) switch
    {
        "Histogram`1" => MetricType.Histogram,
        "Counter`1" or "ObservableCounter`1" => MetricType.Counter,
        _ => MetricType.Gauge,
    };

    /// <summary>Empty for what is no histogram.</summary>
    public static IReadOnlyList<double> BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => bounds,
        _ when TypeOf(instrument) == MetricType.Histogram => DefaultBounds,
        _ => [],
    };

    public void Add(double value)
    {
        if (_buckets is not null)
        {
            var bucket = 0;
            while (bucket < _bounds.Count && value > _bounds[bucket])
            {
                bucket++;
            }

            _buckets[bucket]++;
            _value += value;
        }
        else
        {
            _value = _isSum ? _value + value : value;
        }
    }

    public MetricSample Sample() => new(tags, _value, _buckets?.ToArray());

    private static bool IsGauge(Instrument instrument) => Kind(instrument) == "Gauge`1";

    private static string Kind(Instrument instrument) => instrument.GetType().Name;
}
