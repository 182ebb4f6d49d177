using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Weir.State;

/// <summary>
/// The hash that decides where a key lives. It is part of the format of stored state: the same on every machine, in every process
/// and version. docs/state.md defines it and gives test vectors; a change here would orphan every snapshot ever taken.
/// </summary>
internal static class StableHash
{
    private const ulong First = 0x9E37_79B9_7F4A_7C15;
    private const ulong Second = 0xD1B5_4A32_D192_ED03;
    private const ulong Third = 0xAEF1_7502_108E_F2D9;
    private const ulong Fourth = 0xF135_7AEA_2E62_A9C5;

    /// <summary>The longest text whose bytes and length fit into three words.</summary>
    public const int WordsLength = 23;

    /// <summary>The 128-bit product, its halves folded together: each bit of the result depends on most bits of both factors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ulong value) => Fold(Mix(value ^ First, Second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ulong first, ulong second) => Fold(Mix(first ^ First, second ^ Second) ^ Mix(first ^ Third, Fourth));

    /// <summary>Three little-endian words: up to 23 bytes of text, zero padded, and their number in the last byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint OfWords(ulong first, ulong second, ulong third) => Fold(Words(first, second, third));

    /// <summary>A hash that has taken in <paramref name="hash"/> so far takes in that of one more part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Combine(uint hash, uint part) => Fold(Mix((((ulong)hash << 32) | part) ^ Third, Fourth));

    public static uint OfBytes(ReadOnlySpan<byte> bytes) => Fold(OfBytes64(bytes));

    public static ulong OfBytes64(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= WordsLength)
        {
            Span<byte> words = stackalloc byte[24];
            words.Clear();
            bytes.CopyTo(words);
            words[WordsLength] = (byte)bytes.Length;
            return Words(
                BinaryPrimitives.ReadUInt64LittleEndian(words),
                BinaryPrimitives.ReadUInt64LittleEndian(words[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(words[16..]));
        }

        var hash = (ulong)bytes.Length ^ Fourth;
        var rest = bytes;
        while (rest.Length > 16)
        {
            hash = Block(hash, rest);
            rest = rest[16..];
        }

        // The last block is the last 16 bytes: it may overlap the one before, so that no padding is needed.
        return Mix(Block(hash, bytes[^16..]) ^ Third, Fourth);
    }

    private static ulong Block(ulong hash, ReadOnlySpan<byte> bytes) => Mix(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ First ^ hash,
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) ^ Second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Words(ulong first, ulong second, ulong third) =>
        Mix(first ^ First, second ^ Second) ^ Mix(third ^ Third, Fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Fold(ulong value) => (uint)(value >> 32) ^ (uint)value;
}
