using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>
/// Makes filters of log events. Of message, start and contains at most one is given; without one, each text matches.
/// Source is the path of the logging actor, absolute or as the logger shows it.
/// </summary>
public class EventFilterFactory
{
    private readonly TestKitBase testkit;
    private readonly ActorSystem system;
    private readonly IReadOnlyList<EventFilterRule> filters;

    /// <summary>For the system of the test kit.</summary>
    public EventFilterFactory(TestKitBase testkit)
        : this(testkit, testkit.Sys)
    {
    }

    /// <summary>For another system.</summary>
    public EventFilterFactory(TestKitBase testkit, ActorSystem system)
        : this(testkit, system, [])
    {
    }

    internal EventFilterFactory(TestKitBase testkit, ActorSystem system, IReadOnlyList<EventFilterRule> filters)
    {
        this.testkit = testkit;
        this.system = system;
        this.filters = filters;
    }

    /// <summary>Errors.</summary>
    public IEventFilterApplier Error(string message = null, string start = null, string contains = null, string source = null) =>
        ForLogLevel(LogLevel.ErrorLevel, message, start, contains, source);

    /// <summary>Errors.</summary>
    public IEventFilterApplier Error(Regex pattern, string source = null) => ForLogLevel(LogLevel.ErrorLevel, pattern, source);

    /// <summary>Warnings.</summary>
    public IEventFilterApplier Warning(string message = null, string start = null, string contains = null, string source = null) =>
        ForLogLevel(LogLevel.WarningLevel, message, start, contains, source);

    /// <summary>Warnings.</summary>
    public IEventFilterApplier Warning(Regex pattern, string source = null) => ForLogLevel(LogLevel.WarningLevel, pattern, source);

    /// <summary>Information.</summary>
    public IEventFilterApplier Info(string message = null, string start = null, string contains = null, string source = null) =>
        ForLogLevel(LogLevel.InfoLevel, message, start, contains, source);

    /// <summary>Information.</summary>
    public IEventFilterApplier Info(Regex pattern, string source = null) => ForLogLevel(LogLevel.InfoLevel, pattern, source);

    /// <summary>Debugging output.</summary>
    public IEventFilterApplier Debug(string message = null, string start = null, string contains = null, string source = null) =>
        ForLogLevel(LogLevel.DebugLevel, message, start, contains, source);

    /// <summary>Debugging output.</summary>
    public IEventFilterApplier Debug(Regex pattern, string source = null) => ForLogLevel(LogLevel.DebugLevel, pattern, source);

    /// <summary>Events of a level.</summary>
    public IEventFilterApplier ForLogLevel(LogLevel logLevel, string message = null, string start = null, string contains = null, string source = null) =>
        OfLevel(logLevel, TextMatcher.Create(message, start, contains), source);

    /// <summary>Events of a level.</summary>
    public IEventFilterApplier ForLogLevel(LogLevel logLevel, Regex pattern, string source = null) =>
        OfLevel(logLevel, TextMatcher.Create(pattern), source);

    /// <summary>Errors with an exception of this type or one derived from it.</summary>
    public IEventFilterApplier Exception<TException>(string message = null, string start = null, string contains = null, string source = null)
        where TException : Exception => Exception(typeof(TException), message, start, contains, source);

    /// <summary>Errors with an exception of this type or one derived from it.</summary>
    public IEventFilterApplier Exception<TException>(Regex pattern, string source = null)
        where TException : Exception => Exception(typeof(TException), pattern, source);

    /// <summary>Errors with an exception of this type or one derived from it; with <paramref name="checkInnerExceptions"/>, also inside of another.</summary>
    public IEventFilterApplier Exception(Type exceptionType, string message = null, string start = null, string contains = null, string source = null, bool checkInnerExceptions = false) =>
        WithException(exceptionType, TextMatcher.Create(message, start, contains), source, checkInnerExceptions);

    /// <summary>Errors with an exception of this type or one derived from it; with <paramref name="checkInnerExceptions"/>, also inside of another.</summary>
    public IEventFilterApplier Exception(Type exceptionType, Regex pattern, string source = null, bool checkInnerExceptions = false) =>
        WithException(exceptionType, TextMatcher.Create(pattern), source, checkInnerExceptions);

    /// <summary>Messages that reached nobody.</summary>
    public IEventFilterApplier DeadLetter() => DeadLetter(_ => true, "any", null);

    /// <summary>Messages of this type that reached nobody.</summary>
    public IEventFilterApplier DeadLetter<TMessage>(string source = null) => DeadLetter(typeof(TMessage), source);

    /// <summary>Messages of this type that reached nobody and for which the function holds.</summary>
    public IEventFilterApplier DeadLetter<TMessage>(Func<TMessage, bool> isMatch, string source = null) =>
        DeadLetter(letter => letter.Message is TMessage message && isMatch(message), typeof(TMessage).Name, source);

    /// <summary>Messages of this type that reached nobody.</summary>
    public IEventFilterApplier DeadLetter(Type type, string source = null) => DeadLetter(type, _ => true, source);

    /// <summary>Messages of this type that reached nobody and for which the function holds.</summary>
    public IEventFilterApplier DeadLetter(Type type, Func<object, bool> isMatch, string source = null) =>
        DeadLetter(letter => type.IsInstanceOfType(letter.Message) && isMatch(letter.Message), type.Name, source);

    /// <summary>Events for which the function holds.</summary>
    public IEventFilterApplier Custom(Predicate<LogEvent> predicate) => Apply("Custom", predicate);

    /// <summary>Events of this type for which the function holds.</summary>
    public IEventFilterApplier Custom<TLogEvent>(Predicate<TLogEvent> predicate)
        where TLogEvent : LogEvent => Apply($"Custom {typeof(TLogEvent).Name}", e => e is TLogEvent typed && predicate(typed));

    private IEventFilterApplier OfLevel(LogLevel level, TextMatcher text, string source) =>
        Apply($"{level} {text}", e => e.LogLevel() == level && IsFrom(e, source) && IsTextOf(e, text));

    private static bool IsTextOf(LogEvent logEvent, TextMatcher text) =>
        text.Matches(logEvent.Message?.ToString()) || (logEvent is Error { Cause: { } cause } && text.Matches(cause.Message));

    private IEventFilterApplier WithException(Type type, TextMatcher text, string source, bool checkInner) => Apply(
        $"{type.Name} {text}",
        e => e is Error { Cause: { } cause } && IsFrom(e, source) && Chain(cause, checkInner).Any(
            c => type.IsInstanceOfType(c) && (text.Matches(c.Message) || text.Matches(e.Message?.ToString()))));

    private IEventFilterApplier DeadLetter(Predicate<DeadLetter> isMatch, string description, string source) =>
        Apply($"DeadLetter {description}", e => e is Warning { Message: DeadLetter letter } && IsFrom(e, source) && isMatch(letter));

    private static bool IsFrom(LogEvent logEvent, string source) =>
        source is null
        || string.Equals(logEvent.LogSource, source, StringComparison.OrdinalIgnoreCase)
        || (ActorPath.TryParse(logEvent.LogSource, out var path)
            && string.Equals(path.ToStringWithoutAddress(), source, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<Exception> Chain(Exception cause, bool withInner)
    {
        yield return cause;
        if (!withInner)
        {
            yield break;
        }

        var inner = cause is AggregateException aggregate ? aggregate.InnerExceptions : (IEnumerable<Exception>)(cause.InnerException is { } one ? [one] : []);
        foreach (var exception in inner.SelectMany(i => Chain(i, withInner: true)))
        {
            yield return exception;
        }
    }

    private EventFilterApplier Apply(string description, Predicate<LogEvent> matches) =>
        new(testkit, system, [.. filters, new EventFilterRule(description, matches)]);
}
