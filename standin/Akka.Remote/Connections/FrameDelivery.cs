using System.Text;
using Akka.Actor;
using Akka.Event;
using Akka.Dispatch.SysMsg;

namespace Akka.Remote;

/// <summary>Hands what came on one connection to the actors that it is for. What cannot be read is logged and dropped; the connection stays.</summary>
internal sealed class FrameDelivery(Remoting remoting, Connection connection)
{
    private readonly RecentTexts<IInternalActorRef> _references = new(
        path => (IInternalActorRef)remoting.Provider.InternalResolveActorRef(path),
        reference => reference is RemoteActorRef || (reference is LocalActorRef && !reference.IsTerminated));

    private readonly RecentTexts<string> _manifests = new(text => text, _ => true);
    private long _rank;

    public void Begin(long rank, long outbox, long first)
    {
        _rank = rank;
        connection.Association.OnBegin(connection, rank, outbox, first);
    }

    public void Message(ReadOnlySpan<byte> frame, in EnvelopeHead head, byte[] payload)
    {
        var recipientPath = frame.Slice(head.RecipientStart, head.RecipientLength);
        try
        {
            var recipient = _references.Get(recipientPath);
            var sender = head.SenderLength == 0 ? ActorRefs.NoSender : _references.Get(frame.Slice(head.SenderStart, head.SenderLength));
            var manifest = _manifests.Get(frame.Slice(head.ManifestStart, head.ManifestLength));
            var message = remoting.System.Serialization.Deserialize(payload, head.Serializer, manifest);
            lock (connection.Association.InboundLock)
            {
                // A connection that this one's successor has overtaken must not bring what the successor's messages came after.
                if (connection.Association.IsCurrent(connection, _rank))
                    Deliver(recipient, message, sender);
            }
        }
        catch (Exception exception)
        {
            LogDropped("message", recipientPath, head, exception);
        }
    }

    public void SystemMessage(ReadOnlySpan<byte> frame, in EnvelopeHead head, byte[] payload)
    {
        lock (connection.Association.InboundLock)
        {
            if (connection.Association.IsCurrent(connection, _rank) && connection.Association.AcceptSystemMessage(head.Number))
                DeliverSystemMessage(frame, head, payload);
        }

        connection.AcknowledgeSystemMessages();
    }

    private static void Deliver(IInternalActorRef recipient, object message, IActorRef sender)
    {
        if (recipient is RemoteActorRef)
            throw new RemoteTransportException("its recipient is no actor of this system");
        if (message is ActorSelectionMessage selection)
            ActorSelection.DeliverSelection(recipient, sender, selection);
        else
            recipient.Tell(message, sender);
    }

    private void DeliverSystemMessage(ReadOnlySpan<byte> frame, in EnvelopeHead head, byte[] payload)
    {
        var recipientPath = frame.Slice(head.RecipientStart, head.RecipientLength);
        try
        {
            var recipient = _references.Get(recipientPath);
            if (recipient is RemoteActorRef)
                throw new RemoteTransportException("its recipient is no actor of this system");
            var manifest = _manifests.Get(frame.Slice(head.ManifestStart, head.ManifestLength));
            recipient.SendSystemMessage((ISystemMessage)remoting.System.Serialization.Deserialize(payload, head.Serializer, manifest));
        }
        catch (Exception exception)
        {
            LogDropped("system message", recipientPath, head, exception);
        }
    }

    private void LogDropped(string what, ReadOnlySpan<byte> recipient, in EnvelopeHead head, Exception cause) =>
        remoting.Log.Error(
            "A {0} from {1} for {2} was dropped (serializer {3}, {4} bytes): {5}",
            what,
            connection.Remote,
            Encoding.UTF8.GetString(recipient),
            head.Serializer,
            head.PayloadLength,
            cause.Message);
}
