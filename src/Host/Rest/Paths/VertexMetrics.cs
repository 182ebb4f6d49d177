using System.Globalization;
using Weir.Actors.History;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest.Paths;

/// <summary>The figures of a vertex's subtasks under Flink's names.</summary>
internal static class VertexMetrics
{
    private static readonly IReadOnlyDictionary<string, Func<SubtaskInspection, double?>> Metrics = new Dictionary<string, Func<SubtaskInspection, double?>>(StringComparer.Ordinal)
    {
        ["numRecordsIn"] = subtask => subtask.RecordsIn,
        ["numRecordsOut"] = subtask => subtask.RecordsOut,
        ["backPressuredTimeMsPerSecond"] = subtask => subtask.Activity is { } activity ? Math.Round(activity.Backpressured * 1000) : null,
        ["idleTimeMsPerSecond"] = subtask => subtask.Activity is { } activity ? Math.Round(activity.Idle * 1000) : null,
        ["busyTimeMsPerSecond"] = subtask => subtask.Activity is { } activity ? Math.Round(activity.Busy * 1000) : null,
    };

    public static IReadOnlyList<MetricAnswer> Watermarks(VertexInspection vertex) =>
    [
        .. vertex.Subtasks.Select((subtask, index) => (Index: index, subtask.Activity?.Watermark)).Where(subtask => subtask.Watermark is not null)
            .Select(subtask => new MetricAnswer(
                string.Create(CultureInfo.InvariantCulture, $"{subtask.Index}.currentInputWatermark"), subtask.Watermark!.Value.ToString(CultureInfo.InvariantCulture))),
    ];

    /// <summary>The names, each with its subtask's index before it; or with <c>get</c> the values of those that there are.</summary>
    public static IReadOnlyList<object> BySubtask(VertexInspection vertex, HttpContext http)
    {
        var all = Enumerable.Range(0, vertex.Subtasks.Count)
            .SelectMany(index => Metrics.Select(metric => (Name: string.Create(CultureInfo.InvariantCulture, $"{index}.{metric.Key}"), Value: metric.Value(vertex.Subtasks[index]))))
            .Where(metric => metric.Value is not null)
            .ToDictionary(metric => metric.Name, metric => metric.Value!.Value, StringComparer.Ordinal);
        return MetricQuery.Names(http) is { } names
            ? [.. names.Where(all.ContainsKey).Select(name => new MetricAnswer(name, all[name].ToString("0.###", CultureInfo.InvariantCulture)))]
            : [.. all.Keys.Select(name => new MetricNameAnswer(name))];
    }

    /// <summary>The names; or with <c>get</c> the spread of the values of those that there are.</summary>
    public static IReadOnlyList<object> Aggregated(VertexInspection vertex, HttpContext http)
    {
        if (MetricQuery.Names(http) is not { } names)
        {
            return [.. Metrics.Keys.Select(name => new MetricNameAnswer(name))];
        }

        return [.. names.Where(Metrics.ContainsKey).Select(name => Aggregate(name, [.. vertex.Subtasks.Select(Metrics[name]).OfType<double>()])).OfType<AggregatedMetricAnswer>()];
    }

    private static AggregatedMetricAnswer? Aggregate(string name, double[] values)
    {
        if (values.Length == 0)
        {
            return null;
        }

        var mean = values.Average();
        return new AggregatedMetricAnswer
        {
            Id = name,
            Minimum = values.Min(),
            Maximum = values.Max(),
            Mean = mean,
            Sum = values.Sum(),

            // How far the subtasks are from sharing evenly, in percent.
            Skew = mean == 0 ? 0 : values.Average(value => Math.Abs(value - mean)) / mean * 100,
        };
    }
}
