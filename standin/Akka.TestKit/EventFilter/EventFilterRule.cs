using Akka.Event;

namespace Akka.TestKit;

/// <summary>Which events a filter is about. Each match is reported, in the order of the log.</summary>
internal sealed class EventFilterRule(string description, Predicate<LogEvent> matches)
{
    internal event Action<LogEvent> Matched;

    internal bool Apply(LogEvent logEvent)
    {
        if (!matches(logEvent))
        {
            return false;
        }

        Matched?.Invoke(logEvent);
        return true;
    }

    public override string ToString() => description;
}
