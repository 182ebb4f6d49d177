using Akka.Event;
using Weir.Actors.Logging;

namespace Weir.Host.Logging;

/// <summary>What a node's log says at once.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Message">In words.</param>
internal sealed record LogLine(DateTime At, LogLevel Level, string Message)
{
    /// <summary>Who says it: an actor's path without the system, or a class; null: the node itself.</summary>
    public string? Logger { get; init; }

    public Exception? Cause { get; init; }

    /// <summary>Null: no job.</summary>
    public LogScope? Scope { get; init; }

    public string LevelText => Level switch
    {
        LogLevel.DebugLevel => "debug",
        LogLevel.InfoLevel => "info",
        LogLevel.WarningLevel => "warning",
        _ => "error",
    };
}
