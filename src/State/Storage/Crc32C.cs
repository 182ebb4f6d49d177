using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Weir.State.Storage;

/// <summary>CRC-32C (Castagnoli), as iSCSI and most storage systems have it.</summary>
internal static class Crc32C
{
    public const uint Start = 0;

    // The processor's instruction waits for its last result, and could do three at once: blocks of 64 KiB are done as three lanes and 16 bytes.
    private const int LaneBytes = 21_840;

    private const uint Polynomial = 0x82F6_3B78;

    // Of polynomials the highest bit is x to the power of 0.
    private const uint One = 0x8000_0000;
    private const uint PowerOfByte = One >> 8;

    private static readonly uint s_powerOfLane = PowerOf(LaneBytes);

    public static uint Of(ReadOnlySpan<byte> bytes) => Append(Start, bytes);

    /// <summary>The checksum of what <paramref name="checksum"/> covers followed by <paramref name="bytes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var crc = ~checksum;
        while (bytes.Length >= 3 * LaneBytes)
        {
            crc = OfLanes(crc, bytes[..LaneBytes], bytes.Slice(LaneBytes, LaneBytes), bytes.Slice(2 * LaneBytes, LaneBytes));
            bytes = bytes[(3 * LaneBytes)..];
        }

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

    /// <summary>The checksum of some bytes and others behind them.</summary>
    /// <param name="first">Of the first bytes.</param>
    /// <param name="second">Of those behind.</param>
    /// <param name="powerOfSecond">The <see cref="PowerOf"/> the number of those behind.</param>
    public static uint Combine(uint first, uint second, uint powerOfSecond) => Multiply(powerOfSecond, first) ^ second;

    /// <summary>What so many bytes behind others do to the checksum of those: x to the power of their bits, as a remainder.</summary>
    public static uint PowerOf(long bytes)
    {
        var (power, square) = (One, PowerOfByte);
        for (; bytes > 0; bytes >>= 1)
        {
            power = (bytes & 1) != 0 ? Multiply(power, square) : power;
            square = Multiply(square, square);
        }

        return power;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint OfLanes(uint crc, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        var (crcOfSecond, crcOfThird) = (0U, 0U);
        for (var i = 0; i <= first.Length - 8; i += 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(first[i..]));
            crcOfSecond = BitOperations.Crc32C(crcOfSecond, BinaryPrimitives.ReadUInt64LittleEndian(second[i..]));
            crcOfThird = BitOperations.Crc32C(crcOfThird, BinaryPrimitives.ReadUInt64LittleEndian(third[i..]));
        }

        return Multiply(s_powerOfLane, Multiply(s_powerOfLane, crc) ^ crcOfSecond) ^ crcOfThird;
    }

    /// <summary>The remainder of the product of two polynomials.</summary>
    private static uint Multiply(uint left, uint right)
    {
        var product = 0U;
        for (; left != 0; left <<= 1)
        {
            product ^= right & (uint)((int)left >> 31);
            right = (right >> 1) ^ (Polynomial & (0 - (right & 1)));
        }

        return product;
    }
}
