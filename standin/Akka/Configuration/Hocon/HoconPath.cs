using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Splits a dotted path into its keys; a key in quotes may hold dots.</summary>
internal static class HoconPath
{
    internal static List<string> Split(string path)
    {
        var keys = new List<string>();
        var key = new StringBuilder();
        var quoted = false;
        var wasQuoted = false;
        foreach (var c in path)
        {
            if (c == '"')
            {
                quoted = !quoted;
                wasQuoted = true;
            }
            else if (c == '.' && !quoted)
            {
                Add();
            }
            else
            {
                key.Append(c);
            }
        }

        Add();
        return keys;

        void Add()
        {
            keys.Add(wasQuoted ? key.ToString() : key.ToString().Trim());
            key.Clear();
            wasQuoted = false;
        }
    }

    internal static string Join(IEnumerable<string> keys) =>
        string.Join('.', keys.Select(HoconText.QuoteKey));
}
