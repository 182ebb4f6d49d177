using System.Globalization;

namespace Weir.Bench.RestLoad;

/// <summary>What the asking process tells of its requests.</summary>
/// <param name="Requests">That were answered.</param>
/// <param name="Failed">That were not, or with another status than 200.</param>
/// <param name="Seconds">For how long.</param>
/// <param name="MedianMs">Of the answers, from when a request was due.</param>
/// <param name="P99Ms">Of the answers, from when a request was due.</param>
internal readonly record struct LoadAnswer(long Requests, long Failed, double Seconds, double MedianMs, double P99Ms)
{
    public static LoadAnswer Parse(string line) =>
        line.Split(' ') is [var requests, var failed, var seconds, var median, var p99]
            ? new LoadAnswer(
                long.Parse(requests, CultureInfo.InvariantCulture),
                long.Parse(failed, CultureInfo.InvariantCulture),
                double.Parse(seconds, CultureInfo.InvariantCulture),
                double.Parse(median, CultureInfo.InvariantCulture),
                double.Parse(p99, CultureInfo.InvariantCulture))
            : throw new FormatException($"The asking process has answered '{line}'.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Requests} {Failed} {Seconds:F3} {MedianMs:F2} {P99Ms:F2}");
}
