using System.Buffers.Binary;
using Weir.State.Storage;

namespace Weir.Actors.Persistence.Segments;

/// <summary>
/// The unit of writing: mark, length, checksum of length and payload, payload. What one write adds to a segment is one frame,
/// so it counts whole or not at all.
/// </summary>
internal static class SegmentFrame
{
    public const int OverheadBytes = 12;

    /// <summary>"WJF1" as it lies in the file: where a frame is damaged, it helps to find the next.</summary>
    private const uint Mark = 0x31464A57;

    public static byte[] Of(ReadOnlySpan<byte> payload)
    {
        var frame = new byte[OverheadBytes + payload.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), payload.Length);
        payload.CopyTo(frame.AsSpan(OverheadBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), Checksum(frame, payload.Length));
        return frame;
    }

    /// <summary>Whether a whole and undamaged frame starts here.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (bytes.Length < OverheadBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Mark)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (length < 0 || length > bytes.Length - OverheadBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != Checksum(bytes, length))
        {
            return false;
        }

        payload = bytes.Slice(OverheadBytes, length);
        return true;
    }

    /// <summary>Whether a whole frame starts anywhere in these bytes.</summary>
    public static bool IsAnyIn(ReadOnlySpan<byte> bytes)
    {
        Span<byte> mark = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(mark, Mark);
        for (var found = bytes.IndexOf(mark); found >= 0; found = bytes.IndexOf(mark))
        {
            bytes = bytes[found..];
            if (TryRead(bytes, out _))
            {
                return true;
            }

            bytes = bytes[1..];
        }

        return false;
    }

    private static uint Checksum(ReadOnlySpan<byte> frame, int length) =>
        Crc32C.Append(Crc32C.Of(frame.Slice(4, 4)), frame.Slice(OverheadBytes, length));
}
