namespace Weir.Actors.Configuration;

/// <summary>Durations as HOCON writes them: <c>500 ms</c>, <c>10s</c>, <c>1.5 minutes</c>; a bare number counts milliseconds.</summary>
internal static class DurationText
{
    public const string Expected = "a duration such as 500 ms, 10 s, 5 min, 1 h";

    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("us", TimeSpan.TicksPerMicrosecond), ("micros", TimeSpan.TicksPerMicrosecond),
        ("microsecond", TimeSpan.TicksPerMicrosecond), ("microseconds", TimeSpan.TicksPerMicrosecond),
        ("ms", TimeSpan.TicksPerMillisecond), ("milli", TimeSpan.TicksPerMillisecond), ("millis", TimeSpan.TicksPerMillisecond),
        ("millisecond", TimeSpan.TicksPerMillisecond), ("milliseconds", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond), ("sec", TimeSpan.TicksPerSecond),
        ("second", TimeSpan.TicksPerSecond), ("seconds", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute), ("min", TimeSpan.TicksPerMinute),
        ("minute", TimeSpan.TicksPerMinute), ("minutes", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour), ("hour", TimeSpan.TicksPerHour), ("hours", TimeSpan.TicksPerHour),
        ("d", TimeSpan.TicksPerDay), ("day", TimeSpan.TicksPerDay), ("days", TimeSpan.TicksPerDay),
        ("", TimeSpan.TicksPerMillisecond),
    ];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (!QuantityText.TrySplit(text, out var number, out var unit))
        {
            return false;
        }

        foreach (var (name, ticks) in Units)
        {
            if (string.Equals(name, unit, StringComparison.OrdinalIgnoreCase))
            {
                var total = number * ticks;
                if (total > TimeSpan.MaxValue.Ticks)
                {
                    return false;
                }

                duration = new TimeSpan((long)total);
                return true;
            }
        }

        return false;
    }
}
