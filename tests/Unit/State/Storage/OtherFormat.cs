using System.Buffers.Binary;
using Weir.State.Storage;

namespace Weir.Unit.State.Storage;

/// <summary>Metadata that says it is of another format version.</summary>
internal static class OtherFormat
{
    public static byte[] Of(CheckpointMetadata metadata, int version)
    {
        byte[] bytes = MetadataFormat.Encode(metadata);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), Crc32C.Of(bytes.AsSpan(0, bytes.Length - 4)));
        return bytes;
    }
}
