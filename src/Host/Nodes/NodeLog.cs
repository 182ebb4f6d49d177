using Akka.Actor;
using Akka.Event;
using Weir.Actors.Logging;
using Weir.Host.Logging;

namespace Weir.Host.Nodes;

/// <summary>
/// A node's log. What Akka says about its own comings and goings is told by
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
                LogOutput.Write(LineOf(entry));
            }
        });
    }

    private static LogLine LineOf(LogEvent entry) => new(entry.Timestamp, entry.LogLevel(), $"{entry.Message}")
    {
        Logger = ShortSource(entry.LogSource),
        Cause = entry.Cause,
        Scope = LogScope.Of(entry),
    };

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
