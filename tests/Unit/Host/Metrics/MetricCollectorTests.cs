using System.Diagnostics.Metrics;
using Weir.Host.Metrics;

namespace Weir.Unit.Host.Metrics;

public sealed class MetricCollectorTests : IDisposable
{
    private readonly Meter _meter = new("Weir");
    private readonly MetricCollector _collector;

    public MetricCollectorTests() => _collector = new MetricCollector(_meter);

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Counters_add_up_by_their_tags()
    {
        Counter<long> counter = _meter.CreateCounter<long>("c");
        counter.Add(2, new KeyValuePair<string, object?>("k", 1));
        counter.Add(3, new KeyValuePair<string, object?>("k", 1));
        counter.Add(5, new KeyValuePair<string, object?>("k", 2));
        MetricFamily family = Own().ShouldHaveSingleItem();
        family.Type.ShouldBe(MetricType.Counter);
        family.Samples.Select(sample => (sample.Tags[0].Value, sample.Value)).ShouldBe([("1", 5d), ("2", 5d)]);
    }

    [Fact]
    public void What_is_observed_is_the_latest_value_and_what_is_observed_no_more_is_gone()
    {
        List<Measurement<long>> measured = [new(7, new KeyValuePair<string, object?>("job", "a")), new(8, new KeyValuePair<string, object?>("job", "b"))];
        _meter.CreateObservableGauge("g", () => measured.ToArray());
        Own()[0].Samples.Select(sample => sample.Value).ShouldBe([7d, 8d]);
        measured[0] = new(9, new KeyValuePair<string, object?>("job", "a"));
        measured.RemoveAt(1);
        Own()[0].Samples.ShouldHaveSingleItem().Value.ShouldBe(9);
        measured.Clear();
        Own().ShouldBeEmpty();
    }

    [Fact]
    public void Histograms_count_into_their_own_buckets()
    {
        Histogram<double> histogram = _meter.CreateHistogram("h", null, null, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 10] });
        foreach (double value in new[] { 0.5, 1, 2, 10, 11 })
        {
            histogram.Record(value);
        }

        MetricFamily family = Own()[0];
        family.Bounds.ShouldBe([1d, 10d]);
        family.Samples[0].Buckets.ShouldBe([2L, 2L, 1L]);
        family.Samples[0].Value.ShouldBe(24.5);
    }

    [Fact]
    public void Another_node_of_the_same_process_is_left_out()
    {
        using var other = new Meter("Weir");
        other.CreateCounter<long>("c").Add(1);
        Own().ShouldBeEmpty();
    }

    [Fact]
    public void The_runtime_is_measured_too() =>
        _collector.Collect().ShouldContain(family => family.Name == "dotnet.process.memory.working_set");

    private MetricFamily[] Own() => [.. _collector.Collect().Where(family => !family.Name.StartsWith("dotnet.", StringComparison.Ordinal))];
}
