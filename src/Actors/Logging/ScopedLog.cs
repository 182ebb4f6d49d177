using Akka.Event;

namespace Weir.Actors.Logging;

/// <summary>A log whose lines say what they are about.</summary>
internal sealed class ScopedLog(ILoggingAdapter log, LogScope scope) : ILoggingAdapter
{
    public ILoggingAdapter Log { get; } = log;

    public LogScope Scope { get; } = scope;

    public ILogMessageFormatter Formatter => Log.Formatter;

    public bool IsDebugEnabled => Log.IsDebugEnabled;

    public bool IsInfoEnabled => Log.IsInfoEnabled;

    public bool IsWarningEnabled => Log.IsWarningEnabled;

    public bool IsErrorEnabled => Log.IsErrorEnabled;

    public bool IsEnabled(LogLevel logLevel) => Log.IsEnabled(logLevel);

    void ILoggingAdapter.Log(LogLevel logLevel, Exception cause, LogMessage message) =>
        Log.Log(logLevel, cause, new ScopedLogMessage(message, Formatter, Scope));

    void ILoggingAdapter.Log(LogLevel logLevel, Exception cause, string format) =>
        Log.Log(logLevel, cause, new ScopedLogMessage(format, Formatter, Scope));
}
