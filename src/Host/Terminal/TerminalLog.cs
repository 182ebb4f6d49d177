using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Weir.Actors.Logging;

namespace Weir.Host.Terminal;

/// <summary>
/// Logs one line an event through whatever draws on the terminal, so that no line breaks what is redrawn.
/// Akka creates it by its name, so the way out has to be static.
/// </summary>
internal sealed class TerminalLog : ReceiveActor
{
    public TerminalLog()
    {
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(Write);
    }

    public static Action<string> WriteLine { get; set; } = Console.Error.WriteLine;

    private static void Write(LogEvent entry)
    {
        // What a job master says without an exception is told as news of the job, in words for its user; so are failures of subtasks.
        if (entry.Cause is null && (entry.LogSource.Contains("/job-manager/", StringComparison.Ordinal) || LogScope.Of(entry)?.Failure is not null))
        {
            return;
        }

        var level = entry.LogLevel() switch
        {
            LogLevel.DebugLevel => "Debug",
            LogLevel.InfoLevel => "Info",
            LogLevel.WarningLevel => "Warning",
            _ => "Error",
        };
        var cause = entry.Cause is null ? "" : $" ({entry.Cause.GetType().Name}: {entry.Cause.Message})";
        var text = string.Create(CultureInfo.InvariantCulture, $"{level}: {entry.Message}{cause} [{entry.LogSource}]");
        WriteLine(text.ReplaceLineEndings(" "));
    }
}
