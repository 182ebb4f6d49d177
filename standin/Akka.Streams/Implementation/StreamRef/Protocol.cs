using Akka.Actor;
using Akka.Event;

namespace Akka.Streams.Implementation.StreamRef;

/// <summary>What the two sides of a stream reference tell each other.</summary>
internal interface IStreamRefMessage;

/// <summary>Sending → receiving side: I am the one who sends.</summary>
internal sealed record OnSubscribeHandshake(IActorRef TargetRef) : IStreamRefMessage, IDeadLetterSuppression;

/// <summary>Receiving → sending side: you may send elements up to this number.</summary>
internal sealed record CumulativeDemand(long SeqNr) : IStreamRefMessage, IDeadLetterSuppression;

/// <summary>Sending → receiving side: an element; they are numbered from 0.</summary>
internal sealed record SequencedOnNext(long SeqNr, object Payload) : IStreamRefMessage, IDeadLetterSuppression;

/// <summary>Sending → receiving side: that was all.</summary>
internal sealed record RemoteStreamCompleted(long SeqNr) : IStreamRefMessage, IDeadLetterSuppression;

/// <summary>The stream failed at the side that sends this.</summary>
internal sealed record RemoteStreamFailure(string Message) : IStreamRefMessage, IDeadLetterSuppression;
