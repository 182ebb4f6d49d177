using System.Text;

namespace Weir.Actors.Persistence.Segments;

/// <summary>Writes and reads the payloads of a segment's frames.</summary>
internal static class SegmentFormat
{
    private const byte HeadKind = 1;
    private const byte EventsKind = 2;
    private const byte DeleteKind = 3;

    public static byte[] Head(SegmentHead head) => Frame(writer =>
    {
        writer.Write(HeadKind);
        writer.Write(head.Claim);
        writer.Write(head.PersistenceId);
        writer.Write(head.Owner);
        writer.Write(head.HighestSequenceNumber);
        writer.Write(head.DeletedTo);
        writer.Write(head.Sealed.Count);
        foreach (var segment in head.Sealed)
        {
            writer.Write(segment.Claim);
            writer.Write(segment.Length);
            writer.Write(segment.FirstSequenceNumber);
            writer.Write(segment.LastSequenceNumber);
        }
    });

    /// <summary>All of them in one frame: they count together.</summary>
    public static byte[] Events(IReadOnlyCollection<StoredEvent> events) => Frame(writer =>
    {
        writer.Write(EventsKind);
        writer.Write(events.Count);
        foreach (var stored in events)
        {
            writer.Write(stored.SequenceNumber);
            writer.Write(stored.Timestamp);
            writer.Write(stored.WriterGuid);
            writer.Write(stored.Manifest);
            WritePayload(writer, stored.Payload);
        }
    });

    public static byte[] DeleteTo(long sequenceNumber) => Frame(writer =>
    {
        writer.Write(DeleteKind);
        writer.Write(sequenceNumber);
    });

    public static void WritePayload(BinaryWriter writer, SerializedPayload payload)
    {
        writer.Write(payload.SerializerId);
        writer.Write(payload.Manifest);
        writer.Write(payload.Bytes.Length);
        writer.Write(payload.Bytes);
    }

    public static SerializedPayload ReadPayload(BinaryReader reader) =>
        new(reader.ReadInt32(), reader.ReadString(), reader.ReadBytes(reader.ReadInt32()));

    public static BinaryReader Reader(ReadOnlySpan<byte> payload) => new(new MemoryStream(payload.ToArray()), Encoding.UTF8);

    /// <returns>Null where the frame is not a head.</returns>
    public static SegmentHead? ReadHead(ReadOnlySpan<byte> payload)
    {
        using var reader = Reader(payload);
        if (payload.Length == 0 || reader.ReadByte() != HeadKind)
        {
            return null;
        }

        var (claim, persistenceId, owner, highest, deletedTo) =
            (reader.ReadInt64(), reader.ReadString(), reader.ReadString(), reader.ReadInt64(), reader.ReadInt64());
        var segments = new SealedSegment[reader.ReadInt32()];
        for (var i = 0; i < segments.Length; i++)
        {
            segments[i] = new SealedSegment(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        }

        return new SegmentHead(claim, persistenceId, owner, highest, deletedTo, segments);
    }

    /// <summary>Adds what a frame after the head says.</summary>
    /// <returns>False where it says nothing that this version knows.</returns>
    public static bool TryAdd(ReadOnlySpan<byte> payload, SegmentContent content)
    {
        using var reader = Reader(payload);
        switch (payload.Length == 0 ? (byte)0 : reader.ReadByte())
        {
            case EventsKind:
                for (var left = reader.ReadInt32(); left > 0; left--)
                {
                    content.Add(new StoredEvent(reader.ReadInt64(), reader.ReadInt64(), reader.ReadString(), reader.ReadString(), ReadPayload(reader)));
                }

                return true;
            case DeleteKind:
                content.DeleteTo(reader.ReadInt64());
                return true;
            default:
                return false;
        }
    }

    public static byte[] Frame(Action<BinaryWriter> write)
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        write(writer);
        writer.Flush();
        return SegmentFrame.Of(bytes.GetBuffer().AsSpan(0, checked((int)bytes.Length)));
    }
}
