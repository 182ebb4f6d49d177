using System.Globalization;

namespace Weir.Host.Logging;

/// <summary>A line of the log for people.</summary>
internal static class TextLine
{
    public static string Of(LogLine line)
    {
        var cause = line.Cause is null ? "" : $" ({line.Cause.GetType().Name}: {line.Cause.Message})";
        var logger = line.Logger is null ? "" : $" [{line.Logger}]";
        return string.Create(CultureInfo.InvariantCulture, $"{line.At:yyyy-MM-dd HH:mm:ss.fff}Z {line.LevelText,-7} {line.Message}{cause}{logger}").ReplaceLineEndings(" ");
    }
}
