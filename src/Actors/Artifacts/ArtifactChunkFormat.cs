using System.Buffers.Binary;
using System.Text;
using Weir.State;

namespace Weir.Actors.Artifacts;

/// <summary>An <see cref="ArtifactChunk"/> in bytes: file (4), offset (8), checksum (4), length of the id (1), the id, and the chunk's own bytes; little endian.</summary>
internal static class ArtifactChunkFormat
{
    private const int HeadBytes = 4 + 8 + 4 + 1;

    public static byte[] Write(ArtifactChunk chunk)
    {
        var id = Encoding.UTF8.GetBytes(chunk.ArtifactId);
        var bytes = new byte[HeadBytes + id.Length + chunk.Bytes.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, chunk.File);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(4), chunk.OffsetBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), chunk.Checksum);
        bytes[HeadBytes - 1] = checked((byte)id.Length);
        id.CopyTo(bytes, HeadBytes);
        chunk.Bytes.CopyTo(bytes, HeadBytes + id.Length);
        return bytes;
    }

    /// <exception cref="CorruptStateException">The bytes are none.</exception>
    public static ArtifactChunk Read(ReadOnlyMemory<byte> memory)
    {
        var bytes = memory.Span;
        if (bytes.Length < HeadBytes || bytes.Length < HeadBytes + bytes[HeadBytes - 1])
        {
            throw new CorruptStateException($"The {bytes.Length} bytes of a chunk are less than its head.");
        }

        var id = bytes.Slice(HeadBytes, bytes[HeadBytes - 1]);
        return new ArtifactChunk(
            Encoding.UTF8.GetString(id),
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
            bytes[(HeadBytes + id.Length)..].ToArray());
    }
}
