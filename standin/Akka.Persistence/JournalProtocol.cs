using Akka.Actor;
using Akka.Event;
using Akka.Serialization;

namespace Akka.Persistence;

public sealed class WriteMessages(IEnumerable<IPersistentEnvelope> messages, IActorRef persistentActor, int actorInstanceId) : IJournalRequest
{
    public IEnumerable<IPersistentEnvelope> Messages { get; } = messages;

    public IActorRef PersistentActor { get; } = persistentActor;

    public int ActorInstanceId { get; } = actorInstanceId;
}

/// <summary>Precedes the answers to each of the messages of a batch.</summary>
public sealed class WriteMessagesSuccessful : IJournalResponse
{
    private WriteMessagesSuccessful()
    {
    }

    public static WriteMessagesSuccessful Instance { get; } = new();
}

/// <summary>Precedes the answers to each of the messages of a batch.</summary>
public sealed class WriteMessagesFailed(Exception cause, int writeCount) : IJournalResponse
{
    public Exception Cause { get; } = cause;

    public int WriteCount { get; } = writeCount;
}

public sealed class WriteMessageSuccess(IPersistentRepresentation persistent, int actorInstanceId) : IJournalResponse
{
    public IPersistentRepresentation Persistent { get; } = persistent;

    public int ActorInstanceId { get; } = actorInstanceId;
}

/// <summary>The journal can't keep this event, and is sure that it has not kept it.</summary>
public sealed class WriteMessageRejected(IPersistentRepresentation persistent, Exception cause, int actorInstanceId) : IJournalResponse
{
    public IPersistentRepresentation Persistent { get; } = persistent;

    public Exception Cause { get; } = cause;

    public int ActorInstanceId { get; } = actorInstanceId;
}

/// <summary>The event may have been kept, or not.</summary>
public sealed class WriteMessageFailure(IPersistentRepresentation persistent, Exception cause, int actorInstanceId) : IJournalResponse
{
    public IPersistentRepresentation Persistent { get; } = persistent;

    public Exception Cause { get; } = cause;

    public int ActorInstanceId { get; } = actorInstanceId;
}

public sealed class LoopMessageSuccess(object message, int actorInstanceId) : IJournalResponse
{
    public object Message { get; } = message;

    public int ActorInstanceId { get; } = actorInstanceId;
}

/// <param name="fromSequenceNr">The first that is wanted.</param>
/// <param name="toSequenceNr">The last that is wanted.</param>
/// <param name="max">How many at most.</param>
public sealed class ReplayMessages(long fromSequenceNr, long toSequenceNr, long max, string persistenceId, IActorRef persistentActor) : IJournalRequest
{
    public long FromSequenceNr { get; } = fromSequenceNr;

    public long ToSequenceNr { get; } = toSequenceNr;

    public long Max { get; } = max;

    public string PersistenceId { get; } = persistenceId;

    public IActorRef PersistentActor { get; } = persistentActor;
}

public sealed class ReplayedMessage(IPersistentRepresentation persistent) : IJournalResponse, IDeadLetterSuppression
{
    public IPersistentRepresentation Persistent { get; } = persistent;
}

public sealed class RecoverySuccess(long highestSequenceNr) : IJournalResponse, IDeadLetterSuppression
{
    /// <summary>That the journal has ever given for the persistence id, deleted ones included.</summary>
    public long HighestSequenceNr { get; } = highestSequenceNr;
}

public sealed class ReplayMessagesFailure(Exception cause) : IJournalResponse, IDeadLetterSuppression
{
    public Exception Cause { get; } = cause;
}

public sealed class DeleteMessagesTo(string persistenceId, long toSequenceNr, IActorRef persistentActor) : IJournalRequest
{
    public string PersistenceId { get; } = persistenceId;

    public long ToSequenceNr { get; } = toSequenceNr;

    public IActorRef PersistentActor { get; } = persistentActor;
}

public sealed class DeleteMessagesSuccess(long toSequenceNr) : IWithoutSerializer
{
    public long ToSequenceNr { get; } = toSequenceNr;
}

public sealed class DeleteMessagesFailure(Exception cause, long toSequenceNr) : INoSerializationVerificationNeeded
{
    public Exception Cause { get; } = cause;

    public long ToSequenceNr { get; } = toSequenceNr;
}
