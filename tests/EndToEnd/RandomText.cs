using System.Text;

namespace Weir.EndToEnd;

/// <summary>Text that a tokenizer can stumble over: several alphabets, capitals, marks, both line ends, long and empty lines.</summary>
internal static class RandomText
{
    private static readonly string[] Separators = [" ", "  ", ", ", ".\n", "\r\n", "\n\n", "-", "'", "\t", "€", "…", "🙂", "_"];

    private static readonly string[] Alphabets =
    [
        "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789", "äöüßéèñçÄÖÉ", "αβγδεζΑΒΓΔ", "жзийклЖЗИЙ", "漢字仮名", "𝔸𝔹ℂ",
    ];

    public static string Create(int seed, int words)
    {
        var random = new Random(seed);
        var vocabulary = Enumerable.Range(0, 2_000).Select(_ => Word(random)).ToArray();
        var text = new StringBuilder();
        for (var i = 0; i < words; i++)
        {
            // Squared, so that some words are frequent and most are rare.
            var share = random.NextDouble();
            text.Append(vocabulary[(int)(share * share * vocabulary.Length)]).Append(Separators[random.Next(Separators.Length)]);
        }

        return text.ToString();
    }

    private static string Word(Random random)
    {
        var letters = Alphabets[random.Next(Alphabets.Length)].EnumerateRunes().ToArray();
        var word = new StringBuilder();
        for (var length = random.Next(20) == 0 ? random.Next(20, 200) : random.Next(1, 12); length > 0; length--)
        {
            word.Append(letters[random.Next(letters.Length)].ToString());
        }

        return word.ToString();
    }
}
