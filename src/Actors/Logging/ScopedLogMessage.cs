using Akka.Event;

namespace Weir.Actors.Logging;

/// <summary>The message of a log entry, with what it is about. To a logger that does not know it, it is a message like any other.</summary>
internal sealed class ScopedLogMessage : LogMessage
{
    private readonly LogMessage? _message;

    public ScopedLogMessage(LogMessage message, ILogMessageFormatter formatter, LogScope scope)
        : base(formatter, message.Format)
    {
        _message = message;
        Scope = scope;
    }

    /// <param name="text">As it stands; what looks like a place for an argument is none.</param>
    /// <param name="formatter">Not used.</param>
    /// <param name="scope">What it is about.</param>
    public ScopedLogMessage(string text, ILogMessageFormatter formatter, LogScope scope)
        : base(formatter, text) => Scope = scope;

    public LogScope Scope { get; }

    public override string Unformatted() => _message?.Unformatted() ?? Format;

    public override IEnumerable<object> Parameters() => _message?.Parameters() ?? [];

    public override string ToString() => _message?.ToString() ?? Format;
}
