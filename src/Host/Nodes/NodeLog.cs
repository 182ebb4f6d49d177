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
        if (IsAbout(entry, "Weir."))
        {
            return entry.LogLevel() >= LogLevel.InfoLevel;
        }

        return entry.LogLevel() >= LogLevel.WarningLevel && !IsToldOtherwise(entry, entry.Message?.ToString() ?? "");
    }

    /// <summary>That a node is away is told by the membership, and that there is none to join by <see cref="JoinWarning"/>; each attempt fails, then.</summary>
    private static bool IsToldOtherwise(LogEvent entry, string text) =>
        (IsAbout(entry, "Akka.Remote.") && (Has(text, "ssociat") || Has(text, "gated") || Has(text, "onnect")) && !IsAboutMisfit(text))
        || Has(text, "join seed nodes");

    /// <summary>
    /// Someone who is no node, has no certificate, or has other frames: nobody else tells that. Without those who only look whether the port is open,
    /// call the node by another of its names, or have been put out of the cluster.
    /// </summary>
    private static bool IsAboutMisfit(string text) =>
        !Has(text, "without a word") && !Has(text, "unexpected EOF") && !Has(text, "this system is ") && !Has(text, "quarantined")
        && (text.StartsWith("A connection from ", StringComparison.Ordinal) || Has(text, "TLS") || Has(text, "maximum-frame-size"));

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.Ordinal);

    private static bool IsAbout(LogEvent entry, string space) => entry.LogClass?.FullName?.StartsWith(space, StringComparison.Ordinal) == true;

    /// <summary>Without the system's address, which is this node's.</summary>
    private static string ShortSource(string source)
    {
        var path = source.IndexOf("/user/", StringComparison.Ordinal);
        return (path < 0 ? source : source[(path + "/user/".Length)..]).TrimEnd(']');
    }
}
