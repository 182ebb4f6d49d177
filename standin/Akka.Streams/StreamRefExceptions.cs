using Akka.Actor;
using Akka.Pattern;

namespace Akka.Streams;

/// <summary>The other side of a stream reference was used before it was there.</summary>
public sealed class TargetRefNotInitializedYetException : IllegalStateException
{
    public TargetRefNotInitializedYetException()
        : base("The other side of this stream reference is not known yet, so nothing can be sent to it.")
    {
    }
}

/// <summary>Nobody ran the reference in time.</summary>
public sealed class StreamRefSubscriptionTimeoutException : IllegalStateException
{
    public StreamRefSubscriptionTimeoutException(string message) : base(message)
    {
    }
}

/// <summary>The other side of a stream reference failed, or is gone.</summary>
public sealed class RemoteStreamRefActorTerminatedException : Exception
{
    public RemoteStreamRefActorTerminatedException(string message) : base(message)
    {
    }
}

/// <summary>An element of a stream reference was lost, or came twice.</summary>
public sealed class InvalidSequenceNumberException : IllegalStateException
{
    public InvalidSequenceNumberException(long expectedSeqNr, long gotSeqNr, string message)
        : base($"{message} (expected: {expectedSeqNr}, got: {gotSeqNr}). An element was lost between the two sides, so the stream cannot go on.")
    {
        ExpectedSeqNr = expectedSeqNr;
        GotSeqNr = gotSeqNr;
    }

    public long ExpectedSeqNr { get; }

    public long GotSeqNr { get; }
}

/// <summary>A second partner for a stream reference, which has one only.</summary>
public sealed class InvalidPartnerActorException : IllegalStateException
{
    public InvalidPartnerActorException(IActorRef expectedRef, IActorRef gotRef, string message)
        : base($"{message} (expected: {expectedRef}, got: {gotRef}). A stream reference has one partner: run it once.")
    {
        ExpectedRef = expectedRef;
        GotRef = gotRef;
    }

    public IActorRef ExpectedRef { get; }

    public IActorRef GotRef { get; }
}
