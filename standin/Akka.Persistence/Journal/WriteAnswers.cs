using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>What a persistent actor is told of a batch: one message for the whole of it, then one for each event, in order.</summary>
internal static class WriteAnswers
{
    public static List<object> Of(WriteMessages request, IReadOnlyList<Exception> results)
    {
        List<object> answers = [WriteMessagesSuccessful.Instance];
        var number = 0;
        foreach (var envelope in request.Messages)
        {
            if (envelope is not AtomicWrite write)
            {
                answers.Add(new LoopMessageSuccess(envelope.Payload, request.ActorInstanceId));
                continue;
            }

            var refusal = results is { Count: > 0 } ? results[number] : null;
            number++;
            foreach (var each in write.Events)
            {
                answers.Add(refusal is null
                    ? new WriteMessageSuccess(each, request.ActorInstanceId)
                    : new WriteMessageRejected(each, refusal, request.ActorInstanceId));
            }
        }

        return answers;
    }

    public static List<object> OfFailure(WriteMessages request, Exception cause)
    {
        List<object> answers = [new WriteMessagesFailed(cause, request.Messages.OfType<AtomicWrite>().Count())];
        foreach (var envelope in request.Messages)
        {
            if (envelope is AtomicWrite write)
                answers.AddRange(write.Events.Select(each => new WriteMessageFailure(each, cause, request.ActorInstanceId)));
            else
                answers.Add(new LoopMessageSuccess(envelope.Payload, request.ActorInstanceId));
        }

        return answers;
    }

    /// <summary>Handlers of events see the sender of the command that they come from.</summary>
    public static List<IActorRef> Senders(WriteMessages request, IActorRef self)
    {
        List<IActorRef> senders = [self];
        foreach (var envelope in request.Messages)
        {
            if (envelope is AtomicWrite write)
                senders.AddRange(write.Events.Select(each => each.Sender));
            else
                senders.Add(envelope.Sender);
        }

        return senders;
    }
}
