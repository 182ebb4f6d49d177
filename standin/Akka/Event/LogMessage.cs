using System.Globalization;

namespace Akka.Event;

/// <summary>A format and what belongs into it; put together only when somebody reads it.</summary>
public abstract class LogMessage
{
    protected readonly ILogMessageFormatter Formatter;

    public LogMessage(ILogMessageFormatter formatter, string format)
    {
        Formatter = formatter;
        Format = format;
    }

    public string Format { get; }

    public abstract string Unformatted();

    public abstract IEnumerable<object> Parameters();
}

internal sealed class FormattedLogMessage : LogMessage
{
    private readonly object[] _arguments;

    public FormattedLogMessage(ILogMessageFormatter formatter, string format, object[] arguments)
        : base(formatter, format) => _arguments = arguments;

    public override string Unformatted() => $"Format: {Format}, Args: {string.Join(',', _arguments)}";

    public override IEnumerable<object> Parameters() => _arguments;

    public override string ToString()
    {
        try
        {
            return Formatter.Format(Format, _arguments);
        }
        catch (FormatException exception)
        {
            return $"Received a malformed log message ({exception.Message}) {Unformatted()}";
        }
    }
}

public interface ILogMessageFormatter
{
    string Format(string format, params object[] args);

    string Format(string format, IEnumerable<object> args);
}

public class DefaultLogMessageFormatter : ILogMessageFormatter
{
    public static readonly DefaultLogMessageFormatter Instance = new();

    private DefaultLogMessageFormatter()
    {
    }

    public string Format(string format, params object[] args) => string.Format(CultureInfo.InvariantCulture, format, args);

    public string Format(string format, IEnumerable<object> args) => Format(format, args.ToArray());
}
