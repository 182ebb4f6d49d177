using Akka.Actor;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.State.Backends;

namespace Weir.Actors.Subtasks;

/// <content>Looks into the state as it is. The stream's thread only copies the value's bytes; what is made of them is this actor's affair.</content>
internal sealed partial class SubtaskActor
{
    /// <summary>How many may be under way; each takes a turn of the stream's thread.</summary>
    private const int MostPeeks = 4;

    private readonly Dictionary<long, IActorRef> _peeks = [];
    private long _lastPeek;

    private void ReceiveQueries()
    {
        Receive<PeekState>(asked =>
        {
            if (asked.Attempt != _attempt || _control is not { } control)
            {
                Sender.Tell(new StateRefused(StateRefusal.Unavailable, $"Subtask {_name} is being started again."));
            }
            else if (_peeks.ContainsValue(Sender))
            {
                // Who asks does so again until there is an answer.
            }
            else if (_peeks.Count >= MostPeeks)
            {
                Sender.Tell(new StateRefused(StateRefusal.Busy, $"{MostPeeks} look-ups in subtask {_name} are under way. Try again."));
            }
            else
            {
                _peeks.Add(++_lastPeek, Sender);
                control.Peek(new StatePeek(_lastPeek, asked.Query, asked.Key));
            }
        });
        Receive<StatePeeked>(peeked =>
        {
            if (_peeks.Remove(peeked.Peek.Number, out IActorRef? asker))
            {
                asker.Tell(AnswerTo(peeked, asker));
            }
        });
    }

    private void RefusePeeks()
    {
        foreach (IActorRef asker in _peeks.Values)
        {
            asker.Tell(new StateRefused(StateRefusal.Unavailable, $"Subtask {_name} has stopped before it looked."));
        }

        _peeks.Clear();
    }

    private object AnswerTo(StatePeeked peeked, IActorRef asker)
    {
        QueryState query = peeked.Peek.Query;
        if (peeked.Found is not { } found)
        {
            return new StateRefused(StateRefusal.Invalid, peeked.Problem!.Message);
        }

        DateTimeOffset now = _clock.GetUtcNow();
        StoredState state = found.Description;
        var answer = new StateAnswer(
            StateSource.Live,
            query.Operator,
            query.State,
            $"{state.Kind}",
            $"{state.Key}",
            $"{PeekedJson.SchemaOf(state)}",
            query.Key,
            found.Value is null ? null : PeekedJson.Of(found, peeked.Peek.Key.Span, now),
            now);
        return _frames.Problem($"What '{query.State}' has of key {query.Key}", answer, asker) is { } problem ? new StateRefused(StateRefusal.Invalid, problem) : answer;
    }
}
