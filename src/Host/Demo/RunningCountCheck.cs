using System.Globalization;
using System.Text;

namespace Weir.Host.Demo;

/// <summary>
/// Checks committed output of word-count: for each word with n occurrences every one of <c>word 1</c> … <c>word n</c> stands there
/// exactly once, and nothing else does. A bit per expected line remembers what has been seen.
/// </summary>
internal sealed class RunningCountCheck
{
    private const int MaxProblemsShown = 5;
    private readonly Dictionary<string, (long Expected, ulong[] Seen)> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Expected, ulong[] Seen)>.AlternateLookup<ReadOnlySpan<char>> _wordsByText;
    private readonly List<string> _problems = [];

    /// <param name="expected">How often each word occurs.</param>
    public RunningCountCheck(Dictionary<string, long> expected)
    {
        foreach (var (word, count) in expected)
        {
            _words.Add(word, (count, new ulong[(count + 63) / 64]));
        }

        _wordsByText = _words.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public long Lines { get; private set; }

    public long Differences { get; private set; }

    /// <summary>The first few differences, in words.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Reads the committed files of a folder: all but the hidden ones.</summary>
    public async Task ReadFolderAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);
            await ReadAsync(reader, file, cancellationToken);
        }
    }

    /// <summary>To be called when all is read: finds what is missing.</summary>
    public void Finish()
    {
        foreach (var (word, (expected, bits)) in _words)
        {
            var missing = expected - bits.Sum(part => (long)ulong.PopCount(part));
            if (missing != 0)
            {
                Report(missing, $"{word}: {missing} of {expected} lines are missing, the first is {word} {FirstMissing(bits)}");
            }
        }
    }

    private async Task ReadAsync(StreamReader reader, string file, CancellationToken cancellationToken)
    {
        var buffer = new char[1 << 16];
        var filled = 0;
        while (await reader.ReadAsync(buffer.AsMemory(filled), cancellationToken) is var read && read > 0)
        {
            filled += read;
            var rest = ReadLines(buffer.AsSpan(0, filled), file);
            buffer.AsSpan(rest, filled - rest).CopyTo(buffer);
            filled -= rest;
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * buffer.Length);
            }
        }

        if (filled > 0)
        {
            Report(1, $"{file} ends within a line");
        }
    }

    private int ReadLines(ReadOnlySpan<char> text, string file)
    {
        var start = 0;
        while (text[start..].IndexOf('\n') is var length && length >= 0)
        {
            ReadLine(text.Slice(start, length), file);
            start += length + 1;
        }

        return start;
    }

    private void ReadLine(ReadOnlySpan<char> line, string file)
    {
        Lines++;
        var tab = line.IndexOf('\t');
        if (tab <= 0 || !long.TryParse(line[(tab + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            Report(1, $"{file} has the line '{line}', which is no word and count");
        }
        else if (!_wordsByText.TryGetValue(line[..tab], out var word))
        {
            Report(1, $"{line[..tab]} stands in the output, but not in the text");
        }
        else if (count < 1 || count > word.Expected)
        {
            Report(1, $"{line[..tab]} is counted to {count}, but occurs {word.Expected} times");
        }
        else
        {
            var bit = 1UL << (int)((count - 1) % 64);
            ref var part = ref word.Seen[(count - 1) / 64];
            if ((part & bit) != 0)
            {
                Report(1, $"{line[..tab]} {count} stands in the output more than once");
            }

            part |= bit;
        }
    }

    private void Report(long differences, string problem)
    {
        Differences += differences;
        if (_problems.Count < MaxProblemsShown)
        {
            _problems.Add(problem);
        }
    }

    private static long FirstMissing(ulong[] bits)
    {
        var part = Array.FindIndex(bits, value => value != ulong.MaxValue);
        return (64L * part) + (long)ulong.TrailingZeroCount(~bits[part]) + 1;
    }
}
