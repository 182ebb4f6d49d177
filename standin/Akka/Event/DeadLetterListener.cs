using System.Diagnostics;
using Akka.Actor;

namespace Akka.Event;

/// <summary>Logs dead letters, as many as the configuration allows.</summary>
public class DeadLetterListener : ActorBase
{
    private readonly EventStream _eventStream = Context.System.EventStream;
    private readonly int _limit = Context.System.Settings.LogDeadLetters;
    private readonly TimeSpan _suspension = Context.System.Settings.LogDeadLettersSuspendDuration;
    private long _logged;
    private long _suspendedAt;
    private bool _suspended;

    protected override void PreStart()
    {
        _eventStream.Subscribe(Self, typeof(DeadLetter));
        _eventStream.Subscribe(Self, typeof(Dropped));
        _eventStream.Subscribe(Self, typeof(UnhandledMessage));
    }

    protected override void PreRestart(Exception reason, object message)
    {
    }

    protected override void PostRestart(Exception reason)
    {
    }

    protected override void PostStop() => _eventStream.Unsubscribe(Self);

    protected override bool Receive(object message)
    {
        if (message is not AllDeadLetters letter)
            return false;
        if (_suspended)
        {
            if (_suspension == Timeout.InfiniteTimeSpan || Stopwatch.GetElapsedTime(_suspendedAt) < _suspension)
                return true;
            (_suspended, _logged) = (false, 0);
        }

        _logged++;
        var atLimit = _limit != int.MaxValue && _logged >= _limit;
        Log(letter, atLimit);
        if (atLimit)
            (_suspended, _suspendedAt) = (true, Stopwatch.GetTimestamp());
        return true;
    }

    private void Log(AllDeadLetters letter, bool last)
    {
        var why = letter switch
        {
            UnhandledMessage => "was unhandled",
            Dropped dropped => $"was dropped ({dropped.Reason})",
            _ => "was not delivered",
        };
        var rest = !last
            ? ""
            : _suspension == Timeout.InfiniteTimeSpan
                ? " No more dead letters will be logged."
                : $" No more dead letters will be logged in the next {_suspension}.";
        var source = letter.Recipient?.Path.ToString() ?? Self.Path.ToString();
        _eventStream.Publish(new Info(
            source,
            letter.Recipient?.GetType() ?? GetType(),
            $"Message [{letter.Message?.GetType().Name}] from {letter.Sender} to {letter.Recipient} {why}. [{_logged}] dead letters encountered.{rest} " +
            "This logging can be turned off or adjusted with configuration settings 'akka.log-dead-letters' and 'akka.log-dead-letters-during-shutdown'. Message content: " + letter.Message));
    }
}

internal sealed class UnhandledMessageForwarder : ActorBase
{
    protected override bool Receive(object message)
    {
        if (message is not UnhandledMessage unhandled)
            return false;
        Context.System.EventStream.Publish(new Debug(
            unhandled.Recipient.Path.ToString(),
            unhandled.Recipient.GetType(),
            $"Unhandled message from {unhandled.Sender} : {unhandled.Message}"));
        return true;
    }
}
