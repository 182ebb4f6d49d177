using Akka.Actor;
using Akka.Event;
using Microsoft.Extensions.Logging;
using LogLevel = Akka.Event.LogLevel;

namespace Weir.Hosting;

/// <summary>
/// Logs what the actor system that was made for Weir has to say as the host logs, by the class that says it. Job, checkpoint and subtask are
/// properties of an entry.
/// </summary>
internal sealed class HostLog : ReceiveActor
{
    private readonly Dictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);
    private readonly ILoggerFactory _factory;

    public HostLog()
    {
        _factory = Context.System.Settings.Setup.Get<HostLogSetup>().Value.Factory;
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(Write);
    }

    private void Write(LogEvent entry)
    {
        string category = entry.LogClass?.FullName ?? entry.LogSource;
        if (!_loggers.TryGetValue(category, out ILogger? logger))
        {
            try
            {
                _loggers.Add(category, logger = _factory.CreateLogger(category));
            }
            catch (ObjectDisposedException)
            {
                // The host is gone before its actor system, and nobody is left to read this.
                return;
            }
        }

        logger.Log(LevelOf(entry), eventId: default, new HostLogEntry(entry), entry.Cause, static (said, _) => said.ToString());
    }

    private static Microsoft.Extensions.Logging.LogLevel LevelOf(LogEvent entry) => entry.LogLevel() switch
    {
        LogLevel.DebugLevel => Microsoft.Extensions.Logging.LogLevel.Debug,
        LogLevel.InfoLevel => Microsoft.Extensions.Logging.LogLevel.Information,
        LogLevel.WarningLevel => Microsoft.Extensions.Logging.LogLevel.Warning,
        _ => Microsoft.Extensions.Logging.LogLevel.Error,
    };
}
