using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Expiry;

namespace Weir.State.Savepoints;

/// <summary>The forms in which the entries of a state may be stored: one that expires has the times of last use beside its values.</summary>
internal sealed class EntryValues<TKey, TValue>(StateKind kind, EntryForm<TKey, TValue> plain, EntryForm<TKey, TValue>? timed)
{
    /// <summary>The state's own, whichever form it is stored in.</summary>
    public StateKind Kind => kind;

    /// <summary>That of a state as it is described; null: of one that is not there.</summary>
    public EntryForm<TKey, TValue> FormOf(StoredState? description)
    {
        // A type of the user's may look as what is stored does: then it is that.
        return timed is not null && description is not null && TimedEntries.Of(description) is not null && !description.Value.Equals(Codec.For<TValue>().Schema)
            ? timed
            : plain;
    }

    /// <summary>Reads the entries of a state as they are described.</summary>
    public IEnumerable<KeyValuePair<TKey, TValue>> Read(StoredState description, IEnumerable<StoredEntry> entries) => FormOf(description).Read(description, entries);
}

/// <summary>The kinds of state.</summary>
internal static class EntryValues<TKey>
{
    /// <summary>One that has a value for each key. What is folded is stored as a value when it expires.</summary>
    public static EntryValues<TKey, T> Folded<T>(string name, StateKind kind) => new(
        kind, Plain<T>(name, kind), new EntryForm<TKey, T, Timed<T>>(StateKind.Value, name, static stored => stored.Value, static (value, usedAt) => new Timed<T>(usedAt, value)));

    public static EntryValues<TKey, List<T>> List<T>(string name) => new(
        StateKind.List, Plain<List<T>>(name, StateKind.List), new EntryForm<TKey, List<T>, List<Timed<T>>>(
            StateKind.List,
            name,
            static stored => stored.ConvertAll(element => element.Value),
            static (elements, usedAt) => elements.ConvertAll(element => new Timed<T>(usedAt, element))));

    public static EntryValues<TKey, Dictionary<TMapKey, TMapValue>> Map<TMapKey, TMapValue>(string name)
        where TMapKey : notnull => new(
            StateKind.Map, Plain<Dictionary<TMapKey, TMapValue>>(name, StateKind.Map), new EntryForm<TKey, Dictionary<TMapKey, TMapValue>, Dictionary<TMapKey, Timed<TMapValue>>>(
                StateKind.Map,
                name,
                static stored => stored.ToDictionary(entry => entry.Key, entry => entry.Value.Value),
                static (entries, usedAt) => entries.ToDictionary(entry => entry.Key, entry => new Timed<TMapValue>(usedAt, entry.Value))));

    public static EntryValues<TKey, long> Timers(string name) => new(StateKind.Timers, Plain<long>(name, StateKind.Timers), timed: null);

    private static EntryForm<TKey, T> Plain<T>(string name, StateKind kind) =>
        new EntryForm<TKey, T, T>(kind, name, static stored => stored, static (value, _) => value);
}
