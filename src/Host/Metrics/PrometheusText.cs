using System.Globalization;
using System.Text;

namespace Weir.Host.Metrics;

/// <summary>Metrics in the text format that Prometheus scrapes, version 0.0.4.</summary>
/// <remarks>https://prometheus.io/docs/instrumenting/exposition_formats/</remarks>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <param name="families">The metrics.</param>
    /// <param name="prefix">Stands before each name, with an underscore; may be empty.</param>
    public static string Of(IEnumerable<MetricFamily> families, string prefix)
    {
        var text = new StringBuilder();
        foreach (var family in families)
        {
            var name = Name(prefix.Length == 0 ? family.Name : $"{prefix}_{family.Name}");
            if (family.Description is { Length: > 0 } description)
            {
                text.Append("# HELP ").Append(name).Append(' ').Append(Escaped(description)).Append('\n');
            }

            text.Append("# TYPE ").Append(name).Append(' ').Append(TypeText(family.Type)).Append('\n');
            foreach (var sample in family.Samples)
            {
                if (sample.Buckets is { } buckets)
                {
                    AppendHistogram(text, name, family.Bounds, sample, buckets);
                }
                else
                {
                    AppendLine(text, name, sample.Tags, null, sample.Value);
                }
            }
        }

        return text.ToString();
    }

    private static void AppendHistogram(StringBuilder text, string name, IReadOnlyList<double> bounds, MetricSample sample, IReadOnlyList<long> buckets)
    {
        long below = 0;
        for (var i = 0; i < buckets.Count; i++)
        {
            below += buckets[i];
            AppendLine(text, $"{name}_bucket", sample.Tags, i < bounds.Count ? Number(bounds[i]) : "+Inf", below);
        }

        AppendLine(text, $"{name}_sum", sample.Tags, null, sample.Value);
        AppendLine(text, $"{name}_count", sample.Tags, null, below);
    }

    private static void AppendLine(StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, string>> tags, string? bound, double value)
    {
        text.Append(name);
        string[] labels = [.. tags.Select(tag => Label(tag.Key, tag.Value)), .. bound is null ? Array.Empty<string>() : [Label("le", bound)]];
        if (labels.Length > 0)
        {
            text.Append('{').AppendJoin(',', labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Label(string name, string value) => $"{Name(name)}=\"{Escaped(value).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>Letters, digits and underscores; what else there is becomes an underscore.</summary>
    private static string Name(string name)
    {
        var safe = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
        return safe.Length > 0 && char.IsAsciiDigit(safe[0]) ? $"_{safe}" : safe;
    }

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : double.IsNaN(value) ? "NaN"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static string TypeText(MetricType type) => type switch
    {
        MetricType.Counter => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };
}
