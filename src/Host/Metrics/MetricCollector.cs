using System.Diagnostics.Metrics;
using System.Globalization;

namespace Weir.Host.Metrics;

/// <summary>
/// Collects what a node and its runtime measure: observable instruments when asked, the others as they come. Only the given meter counts
/// among those of its name: another node in the same process has another.
/// </summary>
internal sealed class MetricCollector : IDisposable
{
    private const string Runtime = "System.Runtime";

    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<Instrument, Dictionary<TagSet, MetricSeries>> _series = [];

    /// <param name="meter">The node's.</param>
    public MetricCollector(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter) || instrument.Meter.Name == Runtime)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<byte>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<short>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((instrument, value, tags, _) => Note(instrument, (double)value, tags));
        _listener.Start();
    }

    /// <summary>All metrics as they are now, by name.</summary>
    public IReadOnlyList<MetricFamily> Collect()
    {
        lock (_gate)
        {
            // What an observable instrument does not measure any more is gone, such as a job that has ended.
            foreach (var (instrument, series) in _series)
            {
                if (instrument.IsObservable)
                {
                    series.Clear();
                }
            }

            _listener.RecordObservableInstruments();
            return [.. _series.Where(each => each.Value.Count > 0).Select(each => Family(each.Key, each.Value.Values)).OrderBy(family => family.Name, StringComparer.Ordinal)];
        }
    }

    public void Dispose() => _listener.Dispose();

    private static MetricFamily Family(Instrument instrument, IEnumerable<MetricSeries> series) => new(
        instrument.Name, instrument.Description, instrument.Unit, MetricSeries.TypeOf(instrument), MetricSeries.BoundsOf(instrument), [.. series.Select(each => each.Sample())]);

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var set = TagSet.Of(tags);
        lock (_gate)
        {
            if (!_series.TryGetValue(instrument, out var series))
            {
                _series.Add(instrument, series = []);
            }

            if (!series.TryGetValue(set, out var found))
            {
                series.Add(set, found = new MetricSeries(instrument, set.Tags));
            }

            found.Add(value);
        }
    }

    /// <summary>Tags that are equal if their text is.</summary>
    private sealed record TagSet(string Text, IReadOnlyList<KeyValuePair<string, string>> Tags)
    {
        public static TagSet Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var list = new KeyValuePair<string, string>[tags.Length];
            for (var i = 0; i < tags.Length; i++)
            {
                list[i] = new(tags[i].Key, Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture) ?? "");
            }

            return new TagSet(string.Join('\u001f', list), list);
        }

        public bool Equals(TagSet? other) => other is not null && Text == other.Text;

        public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
    }
}
