namespace Weir.Standin.Conformance.Surface;

/// <summary>The lines of one package's list, split into what is looked up and what is compared.</summary>
internal sealed class SurfaceList
{
    private readonly Dictionary<string, HashSet<string>> _modifiers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Kind, HashSet<string> Bases)> _types = new(StringComparer.Ordinal);

    internal SurfaceList(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("T ", StringComparison.Ordinal))
                AddType(line[2..]);
            else if (line.Length > 2)
                AddMember(line);
        }
    }

    internal bool TryGetType(string name, out string kind, out HashSet<string> bases)
    {
        var found = _types.TryGetValue(name, out var type);
        (kind, bases) = found ? type : ("", []);
        return found;
    }

    internal HashSet<string>? Modifiers(string member) => _modifiers.GetValueOrDefault(member);

    private void AddType(string line)
    {
        var colon = line.IndexOf(" : ", StringComparison.Ordinal);
        var head = colon < 0 ? line : line[..colon];
        var space = head.IndexOf(' ', StringComparison.Ordinal);
        var bases = colon < 0 ? [] : SplitTopLevel(line[(colon + 3)..]).ToHashSet(StringComparer.Ordinal);
        _types[head[..space]] = (head[(space + 1)..], bases);
    }

    private void AddMember(string line)
    {
        var words = line.Split(' ').ToList();
        var modifiers = new HashSet<string>(StringComparer.Ordinal);
        if (!line.StartsWith("F ", StringComparison.Ordinal) && !line.StartsWith("E ", StringComparison.Ordinal))
        {
            while (words[^1] is "protected" or "static" or "abstract" or "virtual")
            {
                modifiers.Add(words[^1]);
                words.RemoveAt(words.Count - 1);
            }
        }

        if (line.StartsWith("P ", StringComparison.Ordinal))
        {
            foreach (var accessor in words[^1].Split(';', StringSplitOptions.RemoveEmptyEntries))
                modifiers.Add(accessor);
            words.RemoveAt(words.Count - 1);
        }

        if (line.StartsWith("F ", StringComparison.Ordinal))
        {
            var equals = words.IndexOf("=");
            if (equals > 0)
                words.RemoveRange(equals, words.Count - equals);
            if (words.Remove("static"))
                modifiers.Add("static");
        }

        _modifiers[string.Join(' ', words)] = modifiers;
    }

    private static IEnumerable<string> SplitTopLevel(string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '<' => 1, '>' => -1, _ => 0 };
            if (depth == 0 && text[i] == ',')
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
        }

        yield return text[start..].Trim();
    }
}
