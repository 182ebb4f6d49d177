using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>Reads durations and numbers of bytes.</summary>
internal static class HoconUnits
{
    private static readonly Dictionary<string, double> TicksByUnit = Units<double>(
        (TimeSpan.TicksPerMillisecond, [""]),
        (0.01, ["ns", "nano", "nanos", "nanosecond", "nanoseconds"]),
        (TimeSpan.TicksPerMicrosecond, ["micro", "micros", "microsecond", "microseconds"]),
        (TimeSpan.TicksPerMillisecond, ["ms", "milli", "millis", "millisecond", "milliseconds"]),
        (TimeSpan.TicksPerSecond, ["s", "second", "seconds"]),
        (TimeSpan.TicksPerMinute, ["m", "minute", "minutes"]),
        (TimeSpan.TicksPerHour, ["h", "hour", "hours"]),
        (TimeSpan.TicksPerDay, ["d", "day", "days"]));

    private static readonly Dictionary<string, long> BytesByUnit = Units<long>(
        (1, ["", "b", "B", "byte", "bytes"]),
        (1_000, ["kB", "kilobyte", "kilobytes"]),
        (1L << 10, ["k", "K", "Ki", "KiB", "kibibyte", "kibibytes"]),
        (1_000_000, ["MB", "megabyte", "megabytes"]),
        (1L << 20, ["m", "M", "Mi", "MiB", "mebibyte", "mebibytes"]),
        (1_000_000_000, ["GB", "gigabyte", "gigabytes"]),
        (1L << 30, ["g", "G", "Gi", "GiB", "gibibyte", "gibibytes"]),
        (1_000_000_000_000, ["TB", "terabyte", "terabytes"]),
        (1L << 40, ["t", "T", "Ti", "TiB", "tebibyte", "tebibytes"]),
        (1_000_000_000_000_000, ["PB", "petabyte", "petabytes"]),
        (1L << 50, ["p", "P", "Pi", "PiB", "pebibyte", "pebibytes"]));

    /// <summary>The duration or, where the text is none, null.</summary>
    internal static TimeSpan? Duration(string text)
    {
        if (!Divide(text, out var number, out var unit)
            || !TicksByUnit.TryGetValue(unit, out var ticks)
            || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || amount * ticks >= long.MaxValue)
        {
            return null;
        }

        return TimeSpan.FromTicks((long)Math.Round(amount * ticks));
    }

    /// <summary>The number of bytes or, where the text is none, null.</summary>
    internal static long? Bytes(string text)
    {
        if (!Divide(text, out var number, out var unit)
            || !BytesByUnit.TryGetValue(unit, out var factor)
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
            || amount > long.MaxValue / factor)
        {
            return null;
        }

        return amount * factor;
    }

    private static bool Divide(string text, out string number, out string unit)
    {
        text = text?.Trim() ?? "";
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
        {
            end++;
        }

        number = text[..end];
        unit = text[end..].TrimStart();
        return end > 0;
    }

    private static Dictionary<string, T> Units<T>(params (T Factor, string[] Names)[] units) =>
        units.SelectMany(u => u.Names, (u, name) => (name, u.Factor)).ToDictionary(p => p.name, p => p.Factor, StringComparer.Ordinal);
}
