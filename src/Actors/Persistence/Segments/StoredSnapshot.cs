using Weir.State;

namespace Weir.Actors.Persistence.Segments;

/// <summary>A snapshot as a file: one frame.</summary>
/// <param name="Timestamp">When it was saved, in ticks of UTC.</param>
internal sealed record StoredSnapshot(string PersistenceId, long SequenceNumber, long Timestamp, SerializedPayload Payload)
{
    public byte[] ToBytes() => SegmentFormat.Frame(writer =>
    {
        writer.Write(PersistenceId);
        writer.Write(SequenceNumber);
        writer.Write(Timestamp);
        SegmentFormat.WritePayload(writer, Payload);
    });

    /// <param name="path">For errors.</param>
    /// <exception cref="CorruptStateException">It is not what was written.</exception>
    public static StoredSnapshot Of(ReadOnlySpan<byte> bytes, string path)
    {
        if (!SegmentFrame.TryRead(bytes, out var payload) || bytes.Length != payload.Length + SegmentFrame.OverheadBytes)
        {
            throw new CorruptStateException(
                $"The snapshot {path} is damaged. Bring it back from a backup; or remove it, if the journal still has all events since the snapshot before it: then that one is used.");
        }

        using var reader = SegmentFormat.Reader(payload);
        return new StoredSnapshot(reader.ReadString(), reader.ReadInt64(), reader.ReadInt64(), SegmentFormat.ReadPayload(reader));
    }
}
