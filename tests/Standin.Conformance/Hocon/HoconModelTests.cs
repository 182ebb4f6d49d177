using System.Globalization;
using System.Text;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Weir.Standin.Conformance.Hocon;

/// <summary>Random trees, written in random styles, against a model: nested dictionaries.</summary>
public sealed class HoconModelTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_tree_reads_back_in_any_style(int seed)
    {
        var random = new Random(seed);
        var tree = Tree(random, depth: 3);
        var hocon = Write(tree, random);
        Read(ConfigurationFactory.ParseString(hocon).Root.GetObject()!).ShouldBe(Flat(tree), hocon);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_fallback_merges_key_by_key(int seed)
    {
        var random = new Random(seed);
        var (upper, middle, lower) = (Tree(random, depth: 3), Tree(random, depth: 3), Tree(random, depth: 3));
        var expected = Flat(Merge(upper, Merge(middle, lower)));
        var (u, m, l) = (Parse(upper, random), Parse(middle, random), Parse(lower, random));
        Read(u.WithFallback(m.WithFallback(l)).Root.GetObject()!).ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_later_text_wins_over_an_earlier_one_as_over_a_fallback(int seed)
    {
        var random = new Random(seed);
        var (first, second) = (Tree(random, depth: 3), Tree(random, depth: 3));
        var hocon = $"{Write(first, random)}\n{Write(second, random)}";
        Read(ConfigurationFactory.ParseString(hocon).Root.GetObject()!).ShouldBe(Flat(Merge(second, first)), hocon);
    }

    private static Config Parse(SortedDictionary<string, object> tree, Random random) =>
        ConfigurationFactory.ParseString(Write(tree, random));

    private static SortedDictionary<string, object> Tree(Random random, int depth)
    {
        var tree = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var key in "abcd".Where(_ => random.Next(3) > 0))
        {
            tree[key.ToString()] = depth > 1 && random.Next(2) == 0 ? Tree(random, depth - 1) : random.Next(1000);
        }

        // An object without a key is no object to the package's merge; the model has none.
        if (tree.Count == 0)
        {
            tree["e"] = random.Next(1000);
        }

        return tree;
    }

    private static SortedDictionary<string, object> Merge(SortedDictionary<string, object> upper, SortedDictionary<string, object> lower)
    {
        var merged = new SortedDictionary<string, object>(lower, StringComparer.Ordinal);
        foreach (var (key, value) in upper)
        {
            merged[key] = value is SortedDictionary<string, object> above && merged.GetValueOrDefault(key) is SortedDictionary<string, object> below
                ? Merge(above, below)
                : value;
        }

        return merged;
    }

    private static string Write(SortedDictionary<string, object> tree, Random random)
    {
        var text = new StringBuilder();
        Write(text, tree, random, prefix: "");
        return text.ToString();
    }

    private static void Write(StringBuilder text, SortedDictionary<string, object> tree, Random random, string prefix)
    {
        foreach (var (key, value) in tree)
        {
            var path = prefix + (random.Next(4) == 0 ? $"\"{key}\"" : key);
            switch (value)
            {
                case SortedDictionary<string, object> inner when random.Next(2) == 0:
                    Write(text, inner, random, $"{path}.");
                    continue;
                case SortedDictionary<string, object> inner:
                    var separator = random.Next(3) switch { 0 => " ", 1 => " = ", _ => ":" };
                    text.Append(path).Append(separator).Append(random.Next(2) == 0 ? "{ " : "{\n");
                    Write(text, inner, random, prefix: "");
                    text.Append('}');
                    if (separator == " ")
                    {
                        // The package knows no comma behind an object that was assigned without a sign.
                        text.Append('\n');
                        continue;
                    }

                    break;
                default:
                    text.Append(path).Append(random.Next(2) == 0 ? " = " : " : ").Append(CultureInfo.InvariantCulture, $"{value}");
                    break;
            }

            text.Append(random.Next(4) switch { 0 => ", ", 1 => ",\n", 2 => " # a comment\n", _ => "\n" });
        }
    }

    private static List<string> Flat(SortedDictionary<string, object> tree) =>
        [.. tree.SelectMany(e => e.Value is SortedDictionary<string, object> inner ? Flat(inner).Select(f => $"{e.Key}.{f}") : [$"{e.Key}={e.Value}"])];

    private static List<string> Read(HoconObject tree) =>
        [.. tree.Items.OrderBy(i => i.Key, StringComparer.Ordinal).SelectMany(
            i => i.Value.GetObject() is { } inner ? Read(inner).Select(f => $"{i.Key}.{f}") : [$"{i.Key}={i.Value.GetInt()}"])];
}
