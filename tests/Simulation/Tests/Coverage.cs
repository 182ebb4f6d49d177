namespace Weir.Simulation.Tests;

/// <summary>What many runs have seen, added up.</summary>
internal sealed class Coverage
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public long this[string what] => _counts.GetValueOrDefault(what);

    public void Add(string what, long times)
    {
        if (times > 0)
        {
            _counts[what] = this[what] + times;
        }
    }

    public void Add(IReadOnlyDictionary<string, long> run)
    {
        foreach (var (what, times) in run)
        {
            Add(what, times);
        }
    }

    public override string ToString() => string.Join(", ", _counts.Select(each => $"{each.Value} {each.Key}"));
}
