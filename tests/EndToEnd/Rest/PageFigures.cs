using System.Globalization;
using System.Text.RegularExpressions;

namespace Weir.EndToEnd.Rest;

/// <summary>Figures as pages write them, each in its own way: <c>4s 459ms</c> is <c>4.45 s</c>, <c>1.54 KB</c> is <c>1.54 KiB</c>, <c>FINISHED</c> is <c>Finished</c>.</summary>
internal static partial class PageFigures
{
    private static readonly Dictionary<string, double> Milliseconds = new(StringComparer.Ordinal)
    {
        ["ms"] = 1, ["s"] = 1_000, ["m"] = 60_000, ["min"] = 60_000, ["h"] = 3_600_000, ["d"] = 86_400_000,
    };

    private static readonly string[] ByteUnits = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>What a text's first match has in its groups with names.</summary>
    public static Dictionary<string, string> Read(Regex pattern, string text) => pattern.Match(text) is { Success: true } match
        ? pattern.GetGroupNames().Where(name => !char.IsAsciiDigit(name[0])).ToDictionary(name => name, name => match.Groups[name].Value.Trim(), StringComparer.Ordinal)
        : [];

    /// <summary>Whether both say the same, as exactly as the coarser of them.</summary>
    public static bool AreSame(IReadOnlyDictionary<string, string> some, IReadOnlyDictionary<string, string> others) =>
        some.Count > 0 && some.Count == others.Count && some.All(figure => others.TryGetValue(figure.Key, out var other) && AreSame(figure.Value, other));

    public static string Text(IReadOnlyDictionary<string, string> figures) => string.Join(", ", figures.Select(figure => $"{figure.Key} '{figure.Value}'"));

    private static bool AreSame(string one, string other) => (Time(one), Time(other), Bytes(one), Bytes(other)) switch
    {
        // From a second on the one is told in hundredths, from a minute on in seconds.
        ({ } time, { } otherTime, _, _) => Math.Abs(time - otherTime) <= (time < 1_000 ? 1 : time < 60_000 ? 10 : 1_000),
        (_, _, { } bytes, { } otherBytes) => Math.Abs(bytes - otherBytes) <= 0.01 * bytes,
        _ => string.Equals(one, other, StringComparison.OrdinalIgnoreCase),
    };

    private static double? Time(string text) => Times().Match(text) is { Success: true } match
        ? match.Groups["part"].Captures.Select(part => TimePart().Match(part.Value)).Sum(part => Number(part) * Milliseconds[part.Groups["unit"].Value])
        : null;

    private static double? Bytes(string text) => Sizes().Match(text) is { Success: true } match
        ? Number(match) * Math.Pow(1024, Array.IndexOf(ByteUnits, match.Groups["unit"].Value.Replace("i", "", StringComparison.Ordinal)))
        : null;

    private static double Number(Match match) => double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<part>[\d.]+ ?(ms|min|s|m|h|d) ?)+$")]
    private static partial Regex Times();

    [GeneratedRegex(@"(?<number>[\d.]+) ?(?<unit>ms|min|s|m|h|d)")]
    private static partial Regex TimePart();

    [GeneratedRegex(@"^(?<number>[\d.]+) (?<unit>B|[KMGT]i?B)$")]
    private static partial Regex Sizes();
}
