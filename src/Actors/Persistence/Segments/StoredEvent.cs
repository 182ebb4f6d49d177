namespace Weir.Actors.Persistence.Segments;

/// <summary>An event as it lies in a journal: its payload as its serializer wrote it, with what reads it again.</summary>
/// <param name="SequenceNumber">Above that of the event before it.</param>
/// <param name="Timestamp">When it was written, in ticks of UTC.</param>
/// <param name="WriterGuid">Of the instance of the actor that wrote it.</param>
/// <param name="Manifest">The persistence manifest; mostly empty.</param>
internal sealed record StoredEvent(long SequenceNumber, long Timestamp, string WriterGuid, string Manifest, SerializedPayload Payload);

/// <param name="SerializerId">The number of its serializer.</param>
/// <param name="Manifest">Which of the serializer's types it is.</param>
internal sealed record SerializedPayload(int SerializerId, string Manifest, byte[] Bytes);
