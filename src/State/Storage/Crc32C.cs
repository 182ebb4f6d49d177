using System.Buffers.Binary;
using System.Numerics;

namespace Weir.State.Storage;

/// <summary>CRC-32C (Castagnoli), as iSCSI and most storage systems have it.</summary>
internal static class Crc32C
{
    public const uint Start = 0;

    public static uint Of(ReadOnlySpan<byte> bytes) => Append(Start, bytes);

    /// <summary>The checksum of what <paramref name="checksum"/> covers followed by <paramref name="bytes"/>.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var crc = ~checksum;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
