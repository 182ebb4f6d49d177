using Akka.Actor;
using Akka.Persistence;
using Weir.Actors.Persistence.Segments;
using Serialization = Akka.Serialization.Serialization;

namespace Weir.Actors.Persistence;

/// <summary>Events and snapshots as bytes, by the serializers of the actor system.</summary>
internal sealed class EventSerialization(ActorSystem system)
{
    private readonly Serialization _serialization = system.Serialization;

    public SerializedPayload Serialize(object payload)
    {
        var serializer = _serialization.FindSerializerFor(payload);
        return new SerializedPayload(serializer.Identifier, Serialization.ManifestFor(serializer, payload), serializer.ToBinary(payload));
    }

    public object Deserialize(SerializedPayload payload) =>
        _serialization.Deserialize(payload.Bytes, payload.SerializerId, payload.Manifest);

    public StoredEvent Store(IPersistentRepresentation persistent) => new(
        persistent.SequenceNr,
        persistent.Timestamp != 0 ? persistent.Timestamp : TimeProvider.System.GetUtcNow().Ticks,
        persistent.WriterGuid ?? "",
        persistent.Manifest ?? "",
        Serialize(persistent.Payload));

    public IPersistentRepresentation Restore(StoredEvent stored, string persistenceId) => new Persistent(
        Deserialize(stored.Payload),
        stored.SequenceNumber,
        persistenceId,
        stored.Manifest,
        isDeleted: false,
        ActorRefs.NoSender,
        stored.WriterGuid,
        stored.Timestamp);
}
