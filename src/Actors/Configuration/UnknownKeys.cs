using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Weir.Actors.Configuration;

/// <summary>
/// Finds settings under <c>weir</c> that no part of Weir reads. A misspelt key would otherwise be the same as no key:
/// the job would run, with a default that its user believes changed.
/// </summary>
internal static class UnknownKeys
{
    private const string Root = "weir";

    /// <param name="given">One source of settings: a file or the options of a command line, without what it falls back to.</param>
    /// <param name="reference">Holds every key that there is.</param>
    public static IReadOnlyList<ConfigurationError> Find(Config given, Config reference)
    {
        var known = Leaves(reference).ToHashSet(StringComparer.Ordinal);
        var errors = new List<ConfigurationError>();
        foreach (var path in Leaves(given))
        {
            if (!known.Contains(path))
            {
                var nearest = known.MinBy(candidate => Distance(candidate, path));
                var hint = nearest is not null && Distance(nearest, path) <= 4 ? $" Did you mean {nearest}?" : "";
                errors.Add(new ConfigurationError(path, "is not a key of this version." + hint));
            }
        }

        return errors;
    }

    /// <summary>The paths of all single values below <c>weir</c>.</summary>
    public static IEnumerable<string> Leaves(Config config)
    {
        var root = config.IsEmpty ? null : config.Root?.GetObject();
        return root is not null && root.Items.TryGetValue(Root, out var weir) ? Leaves(Root, weir) : [];
    }

    private static IEnumerable<string> Leaves(string path, HoconValue value)
    {
        var items = value.IsObject() ? value.GetObject()?.Items : null;
        return items is null ? [path] : items.SelectMany(item => Leaves(path + "." + item.Key, item.Value));
    }

    /// <summary>Levenshtein's: how many letters to insert, remove or replace.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
