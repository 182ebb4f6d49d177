using Akka.Event;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit;

/// <summary>A logger that shows each event to the event filters before it prints it.</summary>
public class TestEventListener : DefaultLogger
{
    private readonly List<EventFilterRule> filters = [];

    /// <inheritdoc/>
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger initialize:
                foreach (var type in new[] { typeof(Mute), typeof(Unmute), typeof(DeadLetter), typeof(UnhandledMessage) })
                {
                    initialize.LoggingBus.Subscribe(Self, type);
                }

                Sender.Tell(new LoggerInitialized(), Self);
                return true;
            case Mute mute:
                filters.AddRange(mute.Filters);
                return true;
            case Unmute unmute:
                foreach (var filter in unmute.Filters)
                {
                    filters.Remove(filter);
                }

                return true;
            case LogEvent logEvent:
                PrintUnlessFiltered(logEvent, logEvent);
                return true;
            case DeadLetter letter:
                PrintUnlessFiltered(
                    new Warning(letter.Recipient.Path.ToString(), letter.Recipient.GetType(), letter),
                    new Warning(
                        letter.Recipient.Path.ToString(),
                        letter.Recipient.GetType(),
                        $"Received dead letter from {letter.Sender}: {letter.Message}"));
                return true;
            default:
                Print(new Debug(Context.System.Name, GetType(), message));
                return true;
        }
    }

    private void PrintUnlessFiltered(LogEvent shown, LogEvent printed)
    {
        // The first filter that matches takes the event: the others do not count it.
        if (!filters.Exists(filter => filter.Apply(shown)))
        {
            Print(printed);
        }
    }
}
