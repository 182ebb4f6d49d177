using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weir.Samples.WordCount;

/// <summary>
/// Finds the words of a UTF-8 text: maximal runs of Unicode letters and decimal digits, lower-cased invariantly.
/// Everything else separates words, malformed UTF-8 included.
/// </summary>
/// <remarks>
/// ASCII is classified 32 bytes at a time. A word with another character in it, or one that is longer than that,
/// is read by <see cref="RuneWord"/>, character by character. No word allocates.
/// </remarks>
public static class WordTokenizer
{
    private const int BlockBytes = 32;

    /// <summary>The bit in which ASCII letters differ by case. It is set in every digit, so it may be set in all bytes of a word.</summary>
    private const byte CaseBit = 0x20;

    /// <summary>Gives every word of a text, in order, to a receiver.</summary>
    /// <param name="text">UTF-8 text. A word ends where the text ends.</param>
    /// <param name="receiver">Called once for each word.</param>
    [SkipLocalsInit]
    public static void Tokenize<TReceiver>(scoped ReadOnlySpan<byte> text, ref TReceiver receiver)
        where TReceiver : struct, IWordReceiver, allows ref struct
    {
        if (text.Length >= BlockBytes)
        {
            TokenizeBlocks(text, ref receiver);
        }
        else if (text.Length > 0)
        {
            // Zeros separate words, so a short text may be filled up to a block.
            Span<byte> block = stackalloc byte[BlockBytes];
            block[text.Length..].Clear();
            text.CopyTo(block);
            TokenizeBlocks(block, ref receiver);
        }
    }

    /// <summary>Tokenizes a text of at least one block.</summary>
    /// <remarks>
    /// Bit i of a block's mask tells whether byte i belongs to a word; where neighbouring bits differ, a word starts or ends.
    /// The last block is read so that it ends with the text, and the bits that were seen before are shifted out.
    /// </remarks>
    [SkipLocalsInit]
    private static void TokenizeBlocks<TReceiver>(scoped ReadOnlySpan<byte> text, ref TReceiver receiver)
        where TReceiver : struct, IWordReceiver, allows ref struct
    {
        Span<byte> lowered = stackalloc byte[2 * BlockBytes];
        ref var source = ref MemoryMarshal.GetReference(text);
        var lastBlock = text.Length - BlockBytes;
        var position = 0;
        var wordStart = -1;
        while (position < text.Length)
        {
            var blockStart = Math.Min(position, lastBlock);
            var seen = position - blockStart;
            var block = Vector256.LoadUnsafe(ref source, (nuint)blockStart);
            var others = block.ExtractMostSignificantBits() >> seen;
            var wordBytes = WordBytes(block) >> seen;
            var edges = wordBytes ^ ((wordBytes << 1) | (wordStart >= 0 ? 1u : 0u));
            var length = BlockBytes - seen;
            if (others != 0)
            {
                length = BitOperations.TrailingZeroCount(others);
            }

            if (length < BlockBytes)
            {
                // The bit behind the bytes that count is no edge: a word that is open there is dealt with below.
                edges &= (1u << length) - 1;
            }

            while (edges != 0)
            {
                var edge = position + BitOperations.TrailingZeroCount(edges);
                edges &= edges - 1;
                if (wordStart < 0)
                {
                    wordStart = edge;
                    continue;
                }

                Emit(text, wordStart, edge - wordStart, lowered, ref receiver);
                wordStart = -1;
            }

            position += length;
            if (others != 0)
            {
                // A character that isn't ASCII may go on with the open word.
                var start = wordStart >= 0 ? wordStart : position;
                position = start + RuneWord.Read(text[start..], ref receiver);
                wordStart = -1;
            }
        }

        if (wordStart >= 0)
        {
            Emit(text, wordStart, text.Length - wordStart, lowered, ref receiver);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Emit<TReceiver>(
        scoped ReadOnlySpan<byte> text, int start, int length, scoped Span<byte> lowered, ref TReceiver receiver)
        where TReceiver : struct, IWordReceiver, allows ref struct
    {
        if (length > BlockBytes)
        {
            RuneWord.Read(text[start..], ref receiver);
            return;
        }

        var blockStart = Math.Min(start, text.Length - BlockBytes);
        var block = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)blockStart);
        (block | Vector256.Create(CaseBit)).StoreUnsafe(ref MemoryMarshal.GetReference(lowered));
        receiver.Receive(lowered[(start - blockStart)..], length);
    }

    /// <summary>A bit for each of 32 bytes: set for ASCII letters and digits.</summary>
    /// <remarks>
    /// Adding moves a range's first byte to the least signed value, so that one signed comparison tests for the range.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint WordBytes(Vector256<byte> block)
    {
        var letters = ((block | Vector256.Create(CaseBit)) + Vector256.Create((byte)(0x80 - 'a'))).AsSByte();
        var digits = (block + Vector256.Create((byte)(0x80 - '0'))).AsSByte();
        var found = Vector256.LessThan(letters, Vector256.Create((sbyte)(sbyte.MinValue + 26)))
            | Vector256.LessThan(digits, Vector256.Create((sbyte)(sbyte.MinValue + 10)));
        return found.ExtractMostSignificantBits();
    }
}
