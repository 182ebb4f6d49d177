namespace Weir.Unit.State.Backends;

/// <summary>What the states of a backend should have, by key, in plain collections.</summary>
internal sealed class StateModel
{
    private readonly SortedDictionary<long, Entry> _entries = [];

    public IEnumerable<long> Keys => _entries.Keys;

    public Entry this[long key] => _entries.TryGetValue(key, out var entry) ? entry : _entries[key] = new Entry();

    public StateModel Copy()
    {
        var copy = new StateModel();
        foreach (var (key, entry) in _entries)
        {
            copy._entries[key] = entry.Copy();
        }

        return copy;
    }

    /// <summary>Takes the timers that are due.</summary>
    public List<(long Timestamp, long Key)> PopUpTo(long upTo)
    {
        var due = _entries.SelectMany(entry => entry.Value.Timers.Where(time => time <= upTo).Select(time => (time, entry.Key))).Order().ToList();
        foreach (var entry in _entries.Values)
        {
            entry.Timers.RemoveWhere(time => time <= upTo);
        }

        return due;
    }

    internal sealed class Entry
    {
        public long? Value { get; set; }

        public List<int>? Mutable { get; set; }

        public List<string> List { get; init; } = [];

        public SortedDictionary<string, List<int>> Map { get; init; } = new(StringComparer.Ordinal);

        public long? Sum { get; set; }

        public (long Sum, int Count) Mean { get; set; }

        public SortedSet<long> Timers { get; init; } = [];

        public Entry Copy() => new()
        {
            Value = Value,
            Mutable = Mutable is null ? null : [.. Mutable],
            List = [.. List],
            Map = new(Map.ToDictionary(entry => entry.Key, entry => new List<int>(entry.Value)), StringComparer.Ordinal),
            Sum = Sum,
            Mean = Mean,
            Timers = [.. Timers],
        };
    }
}
