using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;
using Akka.Streams.Implementation.StreamRef;
using Akka.Util;

namespace Akka.Streams.Serialization;

/// <summary>Stream references, and what their two sides tell each other.</summary>
/// <remarks>
/// An element is written by the serializer bound to it: its number, that serializer's identifier, the manifest, and the bytes.
/// The element type of a reference is named in it, and read only where it is a type that some serializer is bound to.
/// </remarks>
public sealed class StreamRefSerializer : SerializerWithStringManifest
{
    private const string SequencedOnNextManifest = "A";
    private const string CumulativeDemandManifest = "B";
    private const string RemoteSinkFailureManifest = "C";
    private const string RemoteSinkCompletedManifest = "D";
    private const string SourceRefManifest = "E";
    private const string SinkRefManifest = "F";
    private const string OnSubscribeHandshakeManifest = "G";

    public StreamRefSerializer(ExtendedActorSystem system) : base(system)
    {
    }

    public override int Identifier => 30;

    public override string Manifest(object o) => o switch
    {
        SequencedOnNext => SequencedOnNextManifest,
        CumulativeDemand => CumulativeDemandManifest,
        RemoteStreamFailure => RemoteSinkFailureManifest,
        RemoteStreamCompleted => RemoteSinkCompletedManifest,
        OnSubscribeHandshake => OnSubscribeHandshakeManifest,
        StreamRefBase reference when IsSource(reference) => SourceRefManifest,
        StreamRefBase => SinkRefManifest,
        _ => throw new ArgumentException($"{nameof(StreamRefSerializer)} does not write a {o?.GetType()}.", nameof(o)),
    };

    public override byte[] ToBinary(object o) => o switch
    {
        SequencedOnNext next => Write(next),
        CumulativeDemand demand => Number(demand.SeqNr),
        RemoteStreamCompleted completed => Number(completed.SeqNr),
        RemoteStreamFailure failure => Encoding.UTF8.GetBytes(failure.Message),
        OnSubscribeHandshake handshake => Encoding.UTF8.GetBytes(Akka.Serialization.Serialization.SerializedActorPath(handshake.TargetRef)),
        StreamRefBase reference => Encoding.UTF8.GetBytes(
            $"{reference.ElementType.TypeQualifiedName()}\n{Akka.Serialization.Serialization.SerializedActorPath(reference.Partner)}"),
        _ => throw new ArgumentException($"{nameof(StreamRefSerializer)} does not write a {o?.GetType()}.", nameof(o)),
    };

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        SequencedOnNextManifest => ReadElement(bytes),
        CumulativeDemandManifest => new CumulativeDemand(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        RemoteSinkCompletedManifest => new RemoteStreamCompleted(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        RemoteSinkFailureManifest => new RemoteStreamFailure(Encoding.UTF8.GetString(bytes)),
        OnSubscribeHandshakeManifest => new OnSubscribeHandshake(system.Serialization.DeserializeActorRef(Encoding.UTF8.GetString(bytes))),
        SourceRefManifest => ReadReference(typeof(SourceRef<>), bytes),
        SinkRefManifest => ReadReference(typeof(SinkRef<>), bytes),
        _ => throw new SerializationException($"{nameof(StreamRefSerializer)} knows no manifest [{manifest}]."),
    };

    private static bool IsSource(StreamRefBase reference) => reference.GetType().GetGenericTypeDefinition() == typeof(SourceRef<>);

    private static byte[] Number(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes;
    }

    private byte[] Write(SequencedOnNext next)
    {
        var serializer = system.Serialization.FindSerializerFor(next.Payload);
        var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, next.Payload);
        var payload = serializer.ToBinary(next.Payload);
        var manifestLength = Encoding.UTF8.GetByteCount(manifest);
        var bytes = GC.AllocateUninitializedArray<byte>(16 + manifestLength + payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, next.SeqNr);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), serializer.Identifier);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), manifestLength);
        Encoding.UTF8.GetBytes(manifest, bytes.AsSpan(16));
        payload.CopyTo(bytes, 16 + manifestLength);
        return bytes;
    }

    private SequencedOnNext ReadElement(byte[] bytes)
    {
        var number = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var serializer = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        var manifestLength = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        var manifest = Encoding.UTF8.GetString(bytes.AsSpan(16, manifestLength));
        var rest = bytes.AsSpan(16 + manifestLength);
        var payload = GC.AllocateUninitializedArray<byte>(rest.Length);
        rest.CopyTo(payload);
        return new SequencedOnNext(number, system.Serialization.Deserialize(payload, serializer, manifest));
    }

    private StreamRefBase ReadReference(Type definition, byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var end = text.IndexOf('\n');
        if (end < 0)
            throw new SerializationException("A stream reference without its element type was received.");
        var element = LoadedType(text[..end])
            ?? throw new SerializationException($"The element type [{text[..end]}] of a stream reference is not known here.");
        system.Serialization.FindSerializerForType(element);
        return StreamRefBase.Create(definition, element, system.Serialization.DeserializeActorRef(text[(end + 1)..]));
    }

    /// <summary>A name from the wire must not load an assembly.</summary>
    private static Type? LoadedType(string name) => Type.GetType(
        name,
        assembly => Array.Find(AppDomain.CurrentDomain.GetAssemblies(), loaded => loaded.GetName().Name == assembly.Name),
        (assembly, type, ignoreCase) => assembly?.GetType(type, false, ignoreCase));
}
