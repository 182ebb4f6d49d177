using System.Collections.Immutable;
using Akka.Actor;
using Akka.Pattern;

namespace Akka.Persistence.Journal;

/// <summary>A journal that writes without holding its actor up. What it answers still goes out in the order of the requests.</summary>
public abstract class AsyncWriteJournal : WriteJournalBase, IAsyncRecovery
{
    private readonly CircuitBreaker _breaker;
    private readonly IActorRef _resequencer;
    private long _answersPromised;

    protected AsyncWriteJournal()
    {
        _breaker = new CircuitBreaker(Self.Path.Name, Persistence.Instance.Apply(Context.System).ConfigFor(Self));
        _resequencer = Context.ActorOf(Props.Create(() => new Resequencer()), "resequencer");
    }

    public abstract Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback);

    public abstract Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr);

    /// <summary>
    /// Writes each of these, all of its events or none. The result is null or empty where all were written; otherwise it has one
    /// entry for each: null for written, an exception for refused. A failed task says that nobody knows what was written.
    /// </summary>
    protected abstract Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages);

    /// <summary>Deletes the events up to this sequence number; the highest sequence number stays what it is.</summary>
    protected abstract Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr);

    protected static Exception TryUnwrapException(Exception e) =>
        e is AggregateException aggregate ? aggregate.Flatten().InnerExceptions.FirstOrDefault() ?? e : e;

    /// <summary>For messages of the plug-in's own.</summary>
    protected virtual bool ReceivePluginInternal(object message) => false;

    protected sealed override bool Receive(object message) => ReceiveWriteJournal(message) || ReceivePluginInternal(message);

    protected bool ReceiveWriteJournal(object message)
    {
        switch (message)
        {
            case WriteMessages write:
                HandleWrite(write);
                return true;
            case ReplayMessages replay:
                Replay(replay, Context).PipeTo(replay.PersistentActor, ActorRefs.NoSender, failure: cause => new ReplayMessagesFailure(TryUnwrapException(cause)));
                return true;
            case DeleteMessagesTo delete:
                _breaker.Call(() => DeleteMessagesToAsync(delete.PersistenceId, delete.ToSequenceNr)).PipeTo(
                    delete.PersistentActor,
                    Self,
                    () => new DeleteMessagesSuccess(delete.ToSequenceNr),
                    cause => new DeleteMessagesFailure(TryUnwrapException(cause), delete.ToSequenceNr));
                return true;
            default:
                return false;
        }
    }

    private async Task<RecoverySuccess> Replay(ReplayMessages request, IActorContext context)
    {
        var highest = await _breaker.Call(() => ReadHighestSequenceNrAsync(request.PersistenceId, Math.Max(0, request.FromSequenceNr - 1))).ConfigureAwait(false);
        var to = Math.Min(request.ToSequenceNr, highest);
        if (to > 0 && request.FromSequenceNr <= to)
        {
            await ReplayMessagesAsync(context, request.PersistenceId, request.FromSequenceNr, to, request.Max, persistent =>
            {
                if (!persistent.IsDeleted)
                    request.PersistentActor.Tell(new ReplayedMessage(persistent), ActorRefs.NoSender);
            }).ConfigureAwait(false);
        }

        return new RecoverySuccess(highest);
    }

    private void HandleWrite(WriteMessages request)
    {
        var first = _answersPromised + 1;
        _answersPromised += 1 + request.Messages.Sum(envelope => (long)envelope.Size);
        _ = Write(request, first, Self);
    }

    private async Task Write(WriteMessages request, long first, IActorRef self)
    {
        IReadOnlyList<object> answers;
        try
        {
            var writes = PreparePersistentBatch(request.Messages).ToList();
            var results = writes.Count == 0
                ? null
                : await _breaker.Call(() => WriteMessagesAsync(writes)).ConfigureAwait(false);
            if (results is { Count: > 0 } && results.Count != writes.Count)
                throw new IllegalStateException($"AsyncWriteMessages return invalid number or results. Expected [{writes.Count}], but got [{results.Count}].");
            answers = WriteAnswers.Of(request, results);
        }
        catch (Exception exception)
        {
            answers = WriteAnswers.OfFailure(request, TryUnwrapException(exception));
        }

        var senders = WriteAnswers.Senders(request, self);
        for (var i = 0; i < answers.Count; i++)
            _resequencer.Tell(new Resequencer.Answer(answers[i], first + i, request.PersistentActor, senders[i]), ActorRefs.NoSender);
    }
}
