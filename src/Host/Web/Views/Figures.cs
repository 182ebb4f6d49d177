using System.Globalization;

namespace Weir.Host.Web.Views;

/// <summary>Figures for people, units last.</summary>
internal static class Figures
{
    /// <summary>What stands where nothing is known.</summary>
    public const string Unknown = "–";

    // The years 1 to 9999, in milliseconds since 1970.
    private const long Earliest = -62_135_596_800_000;
    private const long Latest = 253_402_300_799_999;

    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    public static string Time(TimeSpan time)
    {
        var span = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return span switch
        {
            { TotalMilliseconds: < 1000 } => Text($"{Math.Round(span.TotalMilliseconds, span.TotalMilliseconds < 10 ? 1 : 0)} ms"),
            { TotalSeconds: < 60 } => Text($"{Math.Floor(span.TotalSeconds * 100) / 100:0.##} s"),
            { TotalHours: < 1 } => Text($"{span.Minutes} min {span.Seconds} s"),
            { TotalDays: < 1 } => Text($"{span.Hours} h {span.Minutes} min"),
            _ => Text($"{span.Days} d {span.Hours} h"),
        };
    }

    public static string Time(TimeSpan? time) => time is { } known ? Time(known) : Unknown;

    public static string Milliseconds(double time) => double.IsNaN(time) ? Unknown : Time(TimeSpan.FromMilliseconds(time));

    public static string Bytes(double bytes)
    {
        if (double.IsNaN(bytes))
        {
            return Unknown;
        }

        var unit = 0;
        while (bytes >= 1024 && unit < ByteUnits.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return Text($"{(unit == 0 ? Math.Floor(bytes) : Math.Round(bytes, bytes < 10 ? 2 : 1))} {ByteUnits[unit]}");
    }

    /// <summary>With groups of three digits.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Rate(double? perSecond) => perSecond switch
    {
        null => Unknown,
        < 10 => Text($"{perSecond:0.#}/s"),
        < 1_000_000 => Text($"{perSecond:#,0}/s"),
        _ => Text($"{perSecond / 1_000_000:0.##} M/s"),
    };

    /// <param name="share">From 0 to 1.</param>
    public static string Share(double? share) => share is { } known ? Text($"{known * 100:0} %") : Unknown;

    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <param name="watermark">In milliseconds since 1970, at the ends of its range where event time has not begun or is over.</param>
    public static string Watermark(long? watermark) => watermark switch
    {
        null => Unknown,
        long.MinValue => "none yet",
        long.MaxValue => "at its end",
        >= Earliest and <= Latest => DateTimeOffset.FromUnixTimeMilliseconds(watermark.Value).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) + " UTC",
        _ => Text($"{watermark} ms"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
