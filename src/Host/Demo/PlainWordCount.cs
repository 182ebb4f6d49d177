using System.Runtime.InteropServices;
using System.Text;

namespace Weir.Host.Demo;

/// <summary>
/// Counts words with nothing of Weir: one dictionary, one thread. It shares no code with the word-count sample, so that a mistake
/// there shows as a difference.
/// </summary>
internal static class PlainWordCount
{
    /// <summary>
    /// How often each word (a maximal run of letters and digits, lower-cased invariantly) stands in the UTF-8 files of a folder and those below it,
    /// when they are read so many times.
    /// </summary>
    public static async Task<Dictionary<string, long>> CountFolderAsync(string folder, int passes, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            Count(await File.ReadAllTextAsync(file, Encoding.UTF8, cancellationToken), counts);
        }

        foreach (var word in counts.Keys.ToArray())
        {
            counts[word] *= passes;
        }

        return counts;
    }

    private static void Count(string text, Dictionary<string, long> counts)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune).ToString());
            }
            else
            {
                Add(counts, word);
            }
        }

        Add(counts, word);
    }

    private static void Add(Dictionary<string, long> counts, StringBuilder word)
    {
        if (word.Length > 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, word.ToString(), out _)++;
            word.Clear();
        }
    }
}
