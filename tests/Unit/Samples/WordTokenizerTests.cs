using System.Text;
using Weir.Samples.WordCount;

namespace Weir.Unit.Samples;

public sealed class WordTokenizerTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData(" ,.;", new string[0])]
    [InlineData("word", new[] { "word" })]
    [InlineData("In the Beginning", new[] { "in", "the", "beginning" })]
    [InlineData("don't stop-it", new[] { "don", "t", "stop", "it" })]
    [InlineData("R2D2 and 007", new[] { "r2d2", "and", "007" })]
    [InlineData("@[`{/:AZaz09", new[] { "azaz09" })]
    [InlineData("Straße ÉCOLE naïve", new[] { "straße", "école", "naïve" })]
    [InlineData("ПРИВЕТ, мир", new[] { "привет", "мир" })]
    [InlineData("ΑΣ", new[] { "ας" }, "ασ")]
    [InlineData("漢字かな", new[] { "漢字かな" })]
    [InlineData("𝐀b 😀 c", new[] { "𝐀b", "c" })]
    [InlineData("snake_case", new[] { "snake", "case" })]
    [InlineData("a\u00A0b\u2019c", new[] { "a", "b", "c" })]
    public void Finds_words(string text, string[] words, string? instead = null) =>
        Words(Encoding.UTF8.GetBytes(text)).ShouldBe(instead is null ? words : [instead]);

    [Fact]
    public void Takes_malformed_UTF8_as_separators() =>
        Words([(byte)'a', 0xFF, (byte)'b', 0xE2, 0x82, (byte)'c', 0xC3]).ShouldBe(["a", "b", "c"]);

    [Fact]
    public void Finds_words_of_any_length_at_any_place()
    {
        for (var before = 0; before < 70; before++)
        {
            foreach (var length in (int[])[1, 2, 22, 23, 24, 31, 32, 33, 63, 64, 65, 127, 128, 129, 500, 5000])
            {
                var word = new string('W', length);
                foreach (var after in (int[])[0, 1, 31, 32, 40])
                {
                    var text = new string(' ', before) + word + new string('.', after);
                    Words(Encoding.UTF8.GetBytes(text)).ShouldBe([word.ToLowerInvariant()], $"{before} + {length} + {after}");
                }
            }
        }
    }

    [Fact]
    public void Agrees_with_the_reference_on_random_texts()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var text = RandomText(new Random(seed));
            Words(text).ShouldBe(Reference(text), $"seed {seed}: {Convert.ToHexString(text)}");
        }
    }

    [Fact]
    public void Agrees_with_the_reference_on_all_characters()
    {
        var text = new StringBuilder();
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (Rune.IsValid(value))
            {
                text.Append(new Rune(value)).Append(value % 5 == 0 ? " " : "").Append(value % 7 == 0 ? "aZ9" : "");
            }
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        Words(bytes).SequenceEqual(Reference(bytes), StringComparer.Ordinal).ShouldBeTrue();
    }

    [Fact]
    public void Allocates_nothing()
    {
        var text = Encoding.UTF8.GetBytes("In the Beginning God created the héaven and the earth, über alles ПРИВЕТ; " + new string('x', 100));
        var counter = default(Counter);
        WordTokenizer.Tokenize(text, ref counter);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            WordTokenizer.Tokenize(text, ref counter);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
        counter.Words.ShouldBe(1001 * 14);
    }

    private static List<string> Words(byte[] text)
    {
        var collected = new Collected([]);
        WordTokenizer.Tokenize(text, ref collected);
        return collected.Words;
    }

    /// <summary>Slow and obvious: decode, classify and lower-case character by character.</summary>
    private static List<string> Reference(byte[] text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune));
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    private static byte[] RandomText(Random random)
    {
        string[] pieces = ["a", "Z", "q", "The", " ", ", ", ".", "-", "9", "é", "Ü", "ß", "Ж", "中", "😀", "𝐀", "\u0130", "\u212A", "\n", "ordinarywordinside"];
        var ascii = random.Next(2) == 0 ? 10 : pieces.Length;
        var bytes = new List<byte>();
        for (var count = random.Next(0, 150); count > 0; count--)
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(pieces[random.Next(ascii)]));
            if (ascii == pieces.Length && random.Next(40) == 0)
            {
                bytes.Add((byte)random.Next(256));
            }
        }

        return [.. bytes];
    }

    private readonly record struct Collected(List<string> Words) : IWordReceiver
    {
        public void Receive(scoped ReadOnlySpan<byte> buffer, int length) => Words.Add(Encoding.UTF8.GetString(buffer[..length]));
    }

    private struct Counter : IWordReceiver
    {
        public int Words { get; private set; }

        public void Receive(scoped ReadOnlySpan<byte> buffer, int length) => Words++;
    }
}
