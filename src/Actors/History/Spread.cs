namespace Weir.Actors.History;

/// <summary>How a figure was spread: its extremes, mean and percentiles; all 0, and percentiles NaN, when there was none.</summary>
/// <param name="Count">How many figures.</param>
internal sealed record Spread(long Count, long Minimum, long Maximum, long Mean, double P50, double P90, double P95, double P99, double P999)
{
    public static readonly Spread None = new(0, 0, 0, 0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    public static Spread Of(IEnumerable<long> figures)
    {
        long[] sorted = [.. figures];
        if (sorted.Length == 0)
        {
            return None;
        }

        Array.Sort(sorted);
        return Of(sorted, sorted.Length, sorted[0], sorted[^1], sorted.Sum());
    }

    /// <param name="sorted">The figures that the percentiles are of; at least one.</param>
    /// <param name="count">Of all figures, with those that are forgotten.</param>
    /// <param name="minimum">Of all.</param>
    /// <param name="maximum">Of all.</param>
    /// <param name="sum">Of all.</param>
    public static Spread Of(long[] sorted, long count, long minimum, long maximum, long sum) => new(
        count,
        minimum,
        maximum,
        sum / count,
        Percentile(sorted, 0.5),
        Percentile(sorted, 0.9),
        Percentile(sorted, 0.95),
        Percentile(sorted, 0.99),
        Percentile(sorted, 0.999));

    // Between the two figures that stand next to the place p · (n + 1), in proportion.
    private static double Percentile(long[] sorted, double share)
    {
        double place = share * (sorted.Length + 1);
        int below = (int)place;
        if (below < 1)
        {
            return sorted[0];
        }

        return below >= sorted.Length ? sorted[^1] : sorted[below - 1] + (place - below) * (sorted[below] - sorted[below - 1]);
    }
}
