using System.Buffers;
using System.Buffers.Text;
using Weir.State;

namespace Weir.Samples.WordCount;

/// <summary>The output's format: lines <c>word(TAB)count</c>.</summary>
internal static class CountLines
{
    /// <summary>A 64-bit number has at most so many digits and a sign; tab and line end come with it.</summary>
    private const int BytesBesideWord = 20 + 2;

    /// <summary>Bytes asked for at once: several lines.</summary>
    private const int ChunkBytes = 4096;

    public static void Write(ReadOnlySpan<(Utf8Text Word, long Count)> counts, IBufferWriter<byte> output)
    {
        var target = output.GetSpan(ChunkBytes);
        var written = 0;
        foreach (ref readonly var count in counts)
        {
            var needed = count.Word.Length + BytesBesideWord;
            if (target.Length - written < needed)
            {
                output.Advance(written);
                target = output.GetSpan(Math.Max(needed, ChunkBytes));
                written = 0;
            }

            written += WriteLine(count.Word, count.Count, target[written..]);
        }

        output.Advance(written);
    }

    private static int WriteLine(in Utf8Text word, long count, Span<byte> target)
    {
        word.CopyTo(target);
        var length = word.Length;
        target[length++] = (byte)'\t';
        Utf8Formatter.TryFormat(count, target[length..], out var digits);
        length += digits;
        target[length++] = (byte)'\n';
        return length;
    }
}
