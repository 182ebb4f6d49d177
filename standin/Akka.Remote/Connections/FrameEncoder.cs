using System.Buffers.Binary;
using System.Text;
using Akka.Actor;
using Akka.Event;
using Akka.Serialization;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace Akka.Remote;

/// <summary>Writes frames into a batch. One connection's writer uses it.</summary>
internal sealed class FrameEncoder(Remoting remoting)
{
    private const int KnownSendersLimit = 1024;

    private readonly Dictionary<IActorRef, byte[]> _knownSenders = new(ReferenceEqualityComparer.Instance);
    private readonly ExtendedActorSystem _system = remoting.System;
    private readonly Information _information = remoting.Provider.SerializationInformation;

    public void Heartbeat(FrameBatch batch) => Head(batch, FrameKind.Heartbeat, 0);

    public void Acknowledge(FrameBatch batch, long outbox, long number)
    {
        var span = Head(batch, FrameKind.Acknowledge, 16);
        BinaryPrimitives.WriteInt64LittleEndian(span, outbox);
        BinaryPrimitives.WriteInt64LittleEndian(span[8..], number);
    }

    public void Goodbye(FrameBatch batch, GoodbyeReason reason) => Head(batch, FrameKind.Goodbye, 1)[0] = (byte)reason;

    public void Begin(FrameBatch batch, long rank, long outbox, long first)
    {
        var span = Head(batch, FrameKind.Begin, 24);
        BinaryPrimitives.WriteInt64LittleEndian(span, rank);
        BinaryPrimitives.WriteInt64LittleEndian(span[8..], outbox);
        BinaryPrimitives.WriteInt64LittleEndian(span[16..], first);
    }

    public void SystemMessage(FrameBatch batch, long number, in SystemMessageRecord record)
    {
        var manifestLength = Encoding.UTF8.GetByteCount(record.Manifest);
        var size = 8 + 2 + record.Recipient.Length + 4 + 2 + manifestLength + record.Payload.Length;
        var span = Head(batch, FrameKind.SystemMessage, size);
        BinaryPrimitives.WriteInt64LittleEndian(span, number);
        span = Bytes(span[8..], record.Recipient);
        span = Serializer(span, record.Serializer, record.Manifest, manifestLength);
        record.Payload.CopyTo(span);
    }

    /// <returns>The frame's size; 0 when it could not be made, which is logged.</returns>
    public int Message(FrameBatch batch, object message, IActorRef sender, RemoteActorRef recipient)
    {
        try
        {
            return Write(batch, message, sender, recipient);
        }
        catch (Exception exception)
        {
            remoting.Log.Error(exception, "A {0} for {1} was not sent: it could not be serialized: {2}", message.GetType(), recipient, exception.Message);
            return 0;
        }
    }

    /// <summary>Sets for this thread for whom references are written, until it is called with what it gave.</summary>
    public Information Enter() => AkkaSerialization.ExchangeTransport(_information);

    public static void Leave(Information before) => AkkaSerialization.ExchangeTransport(before);

    private static Span<byte> Head(FrameBatch batch, FrameKind kind, int size)
    {
        var span = batch.Reserve(5 + size);
        BinaryPrimitives.WriteInt32LittleEndian(span, 1 + size);
        span[4] = (byte)kind;
        return span[5..];
    }

    private static Span<byte> Bytes(Span<byte> span, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(span, (ushort)bytes.Length);
        bytes.CopyTo(span[2..]);
        return span[(2 + bytes.Length)..];
    }

    private static Span<byte> Serializer(Span<byte> span, int serializer, string manifest, int manifestLength)
    {
        BinaryPrimitives.WriteInt32LittleEndian(span, serializer);
        BinaryPrimitives.WriteUInt16LittleEndian(span[4..], (ushort)manifestLength);
        Encoding.UTF8.GetBytes(manifest, span.Slice(6, manifestLength));
        return span[(6 + manifestLength)..];
    }

    private int Write(FrameBatch batch, object message, IActorRef sender, RemoteActorRef recipient)
    {
        var serializer = _system.Serialization.FindSerializerFor(message);
        var payload = serializer.ToBinary(message);
        var manifest = AkkaSerialization.ManifestFor(serializer, message);
        var manifestLength = Encoding.UTF8.GetByteCount(manifest);
        var senderBytes = SenderBytes(sender);
        var recipientBytes = recipient.PathBytes;
        if (manifestLength > ushort.MaxValue || senderBytes.Length > ushort.MaxValue || recipientBytes.Length > ushort.MaxValue)
            throw new InvalidOperationException("the manifest or a path has more than 65535 bytes.");

        var headSize = 1 + 2 + recipientBytes.Length + 2 + senderBytes.Length + 4 + 2 + manifestLength;
        var size = (long)headSize + payload.Length;
        if (size > remoting.Tcp.MaximumFrameSize)
        {
            remoting.Log.Error(
                "A {0} of {1} bytes for {2} was not sent: that is more than akka.remote.dot-netty.tcp.maximum-frame-size = {3}b allows. Raise this key on all nodes, or send less at once.",
                message.GetType(),
                size,
                recipient,
                remoting.Tcp.MaximumFrameSize);
            return 0;
        }

        var span = batch.Reserve(4 + headSize);
        BinaryPrimitives.WriteInt32LittleEndian(span, (int)size);
        span[4] = (byte)FrameKind.Message;
        span = Bytes(span[5..], recipientBytes);
        span = Bytes(span, senderBytes);
        Serializer(span, serializer.Identifier, manifest, manifestLength);
        batch.Append(payload);
        return (int)size;
    }

    private byte[] SenderBytes(IActorRef sender)
    {
        switch (sender)
        {
            case null:
                return [];
            case RemoteActorRef remote:
                return remote.PathBytes;
            case not LocalActorRef:
                return Encoding.UTF8.GetBytes(AkkaSerialization.SerializedActorPath(sender));
        }

        if (_knownSenders.TryGetValue(sender, out var known))
            return known;
        if (_knownSenders.Count >= KnownSendersLimit)
            _knownSenders.Clear();
        return _knownSenders[sender] = Encoding.UTF8.GetBytes(AkkaSerialization.SerializedActorPath(sender));
    }
}
