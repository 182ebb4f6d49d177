using Akka.Event;

namespace Weir.Host.Logging;

/// <summary>
/// The error output of <c>weir node</c>: a line an event. Akka creates its loggers by name, and a process is one node, so the way out is static.
/// </summary>
internal static class LogOutput
{
    private static volatile string _node = "";
    private static volatile bool _isJson;

    /// <param name="format">Of all lines from now on.</param>
    /// <param name="node">HOST:PORT of this one.</param>
    public static void Use(LogFormat format, string node)
    {
        _node = node;
        _isJson = format == LogFormat.Json;
    }

    public static void Info(string text) => Write(new LogLine(DateTime.UtcNow, LogLevel.InfoLevel, text));

    public static void Warning(string text) => Write(new LogLine(DateTime.UtcNow, LogLevel.WarningLevel, text));

    public static void Error(string text) => Write(new LogLine(DateTime.UtcNow, LogLevel.ErrorLevel, text));

    public static void Write(LogLine line) => Console.Error.WriteLine(_isJson ? JsonLine.Of(line, _node) : TextLine.Of(line));
}
