using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Weir.Samples.WordCount;

/// <summary>Reads a word character by character: the way for text that isn't ASCII and for very long words.</summary>
internal static class RuneWord
{
    private const int StackBytes = 256;

    /// <summary>Reads either one separator, or one word, which it gives to the receiver.</summary>
    /// <returns>The number of bytes that were read, at least one.</returns>
    [SkipLocalsInit]
    public static int Read<TReceiver>(scoped ReadOnlySpan<byte> text, ref TReceiver receiver)
        where TReceiver : struct, IWordReceiver, allows ref struct
    {
        var length = WordLength(text, out var separatorLength);
        if (length == 0)
        {
            return separatorLength;
        }

        // Lower-casing can make a character longer, but never twice as long.
        var maxBytes = checked(2 * length);
        if (maxBytes <= StackBytes)
        {
            Lower(text[..length], stackalloc byte[StackBytes], ref receiver);
            return length;
        }

        var rented = ArrayPool<byte>.Shared.Rent(maxBytes);
        try
        {
            Lower(text[..length], rented, ref receiver);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return length;
    }

    private static int WordLength(scoped ReadOnlySpan<byte> text, out int separatorLength)
    {
        var length = 0;
        while (length < text.Length)
        {
            // Malformed bytes decode as the replacement character, which is neither a letter nor a digit.
            Rune.DecodeFromUtf8(text[length..], out var rune, out separatorLength);
            if (!Rune.IsLetterOrDigit(rune))
            {
                return length;
            }

            length += separatorLength;
        }

        separatorLength = 0;
        return length;
    }

    private static void Lower<TReceiver>(scoped ReadOnlySpan<byte> word, scoped Span<byte> lowered, ref TReceiver receiver)
        where TReceiver : struct, IWordReceiver, allows ref struct
    {
        var written = 0;
        while (!word.IsEmpty)
        {
            Rune.DecodeFromUtf8(word, out var rune, out var length);
            word = word[length..];
            written += Rune.ToLowerInvariant(rune).EncodeToUtf8(lowered[written..]);
        }

        receiver.Receive(lowered, written);
    }
}
