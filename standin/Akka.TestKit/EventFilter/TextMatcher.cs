using System.Text.RegularExpressions;

namespace Akka.TestKit;

/// <summary>Which texts of events match.</summary>
internal sealed class TextMatcher
{
    private readonly string description;
    private readonly Predicate<string> matches;

    private TextMatcher(string description, Predicate<string> matches)
    {
        this.description = description;
        this.matches = matches;
    }

    internal static TextMatcher Create(string message, string start, string contains)
    {
        if (message is not null)
        {
            return new($"== \"{message}\"", t => string.Equals(t, message, StringComparison.OrdinalIgnoreCase));
        }

        if (start is not null)
        {
            return new($"starts with \"{start}\"", t => t.StartsWith(start, StringComparison.OrdinalIgnoreCase));
        }

        return contains is not null
            ? new($"contains \"{contains}\"", t => t.Contains(contains, StringComparison.OrdinalIgnoreCase))
            : new("matches all", _ => true);
    }

    internal static TextMatcher Create(Regex pattern) => new($"like \"{pattern}\"", pattern.IsMatch);

    internal bool Matches(string text) => matches(text ?? "");

    public override string ToString() => description;
}
