using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Writes texts and keys so that parsing reads them back.</summary>
internal static class HoconText
{
    internal const string NotInUnquotedText = "$\"{}[]:=,#`^?!@*&\\";
    internal const string NotInUnquotedKey = NotInUnquotedText + ".";

    internal static string Quote(string text) =>
        text is null ? "null" : IsPlain(text, NotInUnquotedText) && text != "null" ? text : Quoted(text);

    internal static string QuoteKey(string key) => IsPlain(key, NotInUnquotedKey) ? key : Quoted(key);

    private static bool IsPlain(string text, string illegal) =>
        text.Length > 0
        && !text.Contains("//", StringComparison.Ordinal)
        && !text.Contains('+')
        && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || illegal.Contains(c))
        && text != "include";

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var c in text)
        {
            switch (c)
            {
                case '"' or '\\':
                    quoted.Append('\\').Append(c);
                    break;
                case '\n':
                    quoted.Append("\\n");
                    break;
                case '\r':
                    quoted.Append("\\r");
                    break;
                case '\t':
                    quoted.Append("\\t");
                    break;
                case < ' ':
                    quoted.Append("\\u").Append(((int)c).ToString("x4"));
                    break;
                default:
                    quoted.Append(c);
                    break;
            }
        }

        return quoted.Append('"').ToString();
    }
}
