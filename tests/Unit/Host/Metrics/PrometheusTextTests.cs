using Weir.Host.Metrics;

namespace Weir.Unit.Host.Metrics;

public class PrometheusTextTests
{
    [Fact]
    public void Gauges_and_counters_have_help_type_labels_and_values()
    {
        MetricFamily[] families =
        [
            new("jobmanager.job.numRestarts", "Restarts.", "{restart}", MetricType.Gauge, [], [new([new("job_id", "a"), new("job_name", "b")], 3), new([new("job_id", "c")], -1)]),
            new("dotnet.gc.collections", null, null, MetricType.Counter, [], [new([new("gc.heap.generation", "gen0")], 17.5)]),
            new("alone", "", null, MetricType.Gauge, [], [new([], 1e300)]),
        ];
        PrometheusText.Of(families, "flink").ShouldBe(
            """
            # HELP flink_jobmanager_job_numRestarts Restarts.
            # TYPE flink_jobmanager_job_numRestarts gauge
            flink_jobmanager_job_numRestarts{job_id="a",job_name="b"} 3
            flink_jobmanager_job_numRestarts{job_id="c"} -1
            # TYPE flink_dotnet_gc_collections counter
            flink_dotnet_gc_collections{gc_heap_generation="gen0"} 17.5
            # TYPE flink_alone gauge
            flink_alone 1E+300

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Buckets_of_a_histogram_add_up()
    {
        MetricFamily[] families = [new("d", null, "s", MetricType.Histogram, [0.1, 1], [new([new("j", "x")], 7.5, [2, 3, 1])])];
        PrometheusText.Of(families, "").ShouldBe(
            """
            # TYPE d histogram
            d_bucket{j="x",le="0.1"} 2
            d_bucket{j="x",le="1"} 5
            d_bucket{j="x",le="+Inf"} 6
            d_sum{j="x"} 7.5
            d_count{j="x"} 6

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void What_would_break_a_line_is_escaped()
    {
        MetricFamily[] families = [new("1st-metric", "two\nlines \\", null, MetricType.Gauge, [], [new([new("job name", "say \"hi\"\n\\")], double.NaN)])];
        PrometheusText.Of(families, "").ShouldBe("# HELP _1st_metric two\\nlines \\\\\n# TYPE _1st_metric gauge\n_1st_metric{job_name=\"say \\\"hi\\\"\\n\\\\\"} NaN\n");
    }
}
