using System.Globalization;
using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Walks over a HOCON text, character by character, and knows where it is.</summary>
internal sealed class Scanner(string text, string source)
{
    private int index = text.StartsWith('\uFEFF') ? 1 : 0;

    internal bool IsAtEnd => index >= text.Length;

    internal char Current => index < text.Length ? text[index] : '\0';

    internal Position Position => At(index);

    internal string Shown => IsAtEnd ? "the end of the text" : Current is '\n' or '\r' ? "the end of the line" : $"'{Current}'";

    internal bool StartsWith(string expected) => string.CompareOrdinal(text, index, expected, 0, expected.Length) == 0;

    internal void Advance(int count = 1) => index += count;

    internal bool TryTake(string expected)
    {
        if (!StartsWith(expected))
        {
            return false;
        }

        index += expected.Length;
        return true;
    }

    internal void Expect(string expected, string purpose)
    {
        if (!TryTake(expected))
        {
            throw Position.Error($"Expected '{expected}' {purpose}, found {Shown}.");
        }
    }

    internal string TakeWhile(Func<bool> holds)
    {
        var start = index;
        while (!IsAtEnd && holds())
        {
            index++;
        }

        return text[start..index];
    }

    internal bool IsAtComment => Current == '#' || StartsWith("//");

    internal string TakeSpaces() => TakeWhile(() => char.IsWhiteSpace(Current) && Current is not ('\n' or '\r'));

    /// <summary>Passes white space, comments and line ends; tells whether there was a line end.</summary>
    internal bool SkipBlank()
    {
        var start = index;
        while (!IsAtEnd)
        {
            if (IsAtComment)
            {
                TakeWhile(() => Current != '\n');
            }
            else if (char.IsWhiteSpace(Current))
            {
                index++;
            }
            else
            {
                break;
            }
        }

        return text.AsSpan(start, index - start).Contains('\n');
    }

    /// <summary>A text in one or in three double quotes.</summary>
    internal string TakeQuoted()
    {
        var start = Position;
        if (TryTake("\"\"\""))
        {
            var end = text.IndexOf("\"\"\"", index, StringComparison.Ordinal);
            if (end < 0)
            {
                throw start.Error("The text in triple quotes is not closed.");
            }

            var raw = text[index..end];
            index = end + 3;
            return raw;
        }

        Advance();
        var value = new StringBuilder();
        while (Current != '"')
        {
            if (IsAtEnd || Current == '\n')
            {
                throw start.Error("The text in quotes is not closed on its line.");
            }

            value.Append(Current == '\\' ? TakeEscape() : Current);
            Advance();
        }

        Advance();
        return value.ToString();
    }

    // Leaves the scanner on the last character of the escape.
    private char TakeEscape()
    {
        var start = Position;
        Advance();
        switch (Current)
        {
            case '"' or '\\' or '/':
                return Current;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when index + 4 < text.Length
                && ushort.TryParse(text.AsSpan(index + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                Advance(4);
                return (char)code;
            default:
                throw start.Error($"Unknown escape code: \\{Current}. Known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits.");
        }
    }

    private Position At(int offset)
    {
        var before = text.AsSpan(0, Math.Min(offset, text.Length));
        return new Position(source, before.Count('\n') + 1, before.Length - before.LastIndexOf('\n') - (text.StartsWith('\uFEFF') && !before.Contains('\n') ? 1 : 0));
    }
}
