using System.Globalization;
using Akka.Actor;
using Akka.Event;

namespace Weir.Host.Nodes;

/// <summary>
/// A node's log: a line an event on the error output, with the time. What Akka says about its own comings and goings is told by
/// <see cref="MembershipLog"/> in fewer words, and is here only with <c>akka.loglevel = DEBUG</c>.
/// </summary>
internal sealed class NodeLog : ReceiveActor
{
    public NodeLog()
    {
        var isVerbose = Context.System.Settings.LogLevel.Equals("DEBUG", StringComparison.OrdinalIgnoreCase);
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(entry =>
        {
            if (isVerbose || IsWorthALine(entry))
            {
                WriteLine(Format(entry));
            }
        });
    }

    public static void WriteLine(string line) => Console.Error.WriteLine(line);

    public static string Stamp(string level, string text) =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd HH:mm:ss.fff}Z {level,-7} {text}").ReplaceLineEndings(" ");

    private static string Format(LogEvent entry)
    {
        var level = entry.LogLevel() switch
        {
            LogLevel.DebugLevel => "debug",
            LogLevel.InfoLevel => "info",
            LogLevel.WarningLevel => "warning",
            _ => "error",
        };
        var cause = entry.Cause is null ? "" : $" ({entry.Cause.GetType().Name}: {entry.Cause.Message})";
        return Stamp(level, $"{entry.Message}{cause} [{ShortSource(entry.LogSource)}]");
    }

    private static bool IsWorthALine(LogEvent entry)
    {
        if (IsWeir(entry))
        {
            return entry.LogLevel() >= LogLevel.InfoLevel;
        }

        // A node that is away is told once by the membership; that every attempt to reach it fails follows from it.
        return entry.LogLevel() >= LogLevel.WarningLevel && !(IsAbout(entry, "Akka.Remote.") && IsAboutConnecting(entry));
    }

    private static bool IsAboutConnecting(LogEvent entry) =>
        entry.Message?.ToString() is { } text
        && (text.Contains("ssociat", StringComparison.Ordinal) || text.Contains("gated", StringComparison.Ordinal) || text.Contains("onnect", StringComparison.Ordinal));

    private static bool IsWeir(LogEvent entry) => IsAbout(entry, "Weir.") || entry.LogSource.Contains("/user/weir", StringComparison.Ordinal);

    private static bool IsAbout(LogEvent entry, string space) => entry.LogClass?.FullName?.StartsWith(space, StringComparison.Ordinal) == true;

    /// <summary>Without the system's address, which is this node's.</summary>
    private static string ShortSource(string source)
    {
        var path = source.IndexOf("/user/", StringComparison.Ordinal);
        return (path < 0 ? source : source[(path + "/user/".Length)..]).TrimEnd(']');
    }
}
