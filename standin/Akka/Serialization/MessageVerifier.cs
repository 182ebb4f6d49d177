using Akka.Actor;
using Akka.Event;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>A message of a module's own that the package writes as JSON, which there is none of here.</summary>
internal interface IWithoutSerializer
{
}

/// <summary>With akka.actor.serialize-messages = on: each message is written and read before it is delivered, so that one that cannot be shows in a test.</summary>
internal sealed class MessageVerifier(ExtendedActorSystem system)
{
    public Envelope RoundTrip(Envelope envelope, IActorRef receiver)
    {
        var inner = envelope.Message is DeadLetter letter ? letter.Message : envelope.Message;
        if (inner is null or INoSerializationVerificationNeeded or IWithoutSerializer or TimerMessage || system.Serialization is null)
            return envelope;

        var serializer = system.Serialization.FindSerializerFor(inner);
        var manifest = Serialization.ManifestFor(serializer, inner);
        var bytes = Serialization.WithTransport(system, () => serializer.ToBinary(inner));
        var copy = system.Serialization.Deserialize(bytes, serializer.Identifier, manifest)
            ?? throw new InvalidOperationException($"A {inner.GetType()} for {receiver} was read back as null by {serializer.GetType().TypeQualifiedName()}.");
        return envelope.Message is DeadLetter dead
            ? new Envelope(new DeadLetter(copy, dead.Sender, dead.Recipient), envelope.Sender)
            : new Envelope(copy, envelope.Sender);
    }
}
