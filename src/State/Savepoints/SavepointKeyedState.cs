using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Savepoints;

/// <summary>The states that an operator in a savepoint keeps for each key. They are looked for when they are enumerated.</summary>
public sealed class SavepointKeyedState<TKey>
{
    private readonly StoredSavepoint _stored;
    private readonly string _uid;

    internal SavepointKeyedState(StoredSavepoint stored, string uid)
    {
        // Refuses what is no type of keys here, and not where entries are read.
        _ = KeyHasher<TKey>.Default;
        (_stored, _uid) = (stored, uid);
    }

    /// <summary>A value state. The times of last use of one that expires are left out, as for the other kinds.</summary>
    public SavepointEntries<TKey, T> Value<T>(string name) => Entries(name, EntryValues<TKey>.Folded<T>(Checked(name), StateKind.Value));

    /// <summary>A reducing state: what its values have been reduced to.</summary>
    public SavepointEntries<TKey, T> Reducing<T>(string name) => Entries(name, EntryValues<TKey>.Folded<T>(Checked(name), StateKind.Reducing));

    /// <summary>An aggregating state: its accumulators.</summary>
    public SavepointEntries<TKey, TAccumulator> Aggregating<TAccumulator>(string name) =>
        Entries(name, EntryValues<TKey>.Folded<TAccumulator>(Checked(name), StateKind.Aggregating));

    /// <summary>A list state.</summary>
    public SavepointEntries<TKey, List<T>> List<T>(string name) => Entries(name, EntryValues<TKey>.List<T>(Checked(name)));

    /// <summary>A map state.</summary>
    public SavepointEntries<TKey, Dictionary<TMapKey, TMapValue>> Map<TMapKey, TMapValue>(string name)
        where TMapKey : notnull => Entries(name, EntryValues<TKey>.Map<TMapKey, TMapValue>(Checked(name)));

    /// <summary>Timers, each with its key and its time: milliseconds since 1970, UTC. A key may have several.</summary>
    public SavepointEntries<TKey, long> Timers(string name) => Entries(name, EntryValues<TKey>.Timers(Checked(name)));

    private static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return name;
    }

    private SavepointEntries<TKey, T> Entries<T>(string name, EntryValues<TKey, T> values) => new(_stored, _uid, name, values);
}

/// <summary>What is the same whatever the type of the keys.</summary>
internal static class SavepointKeyedState
{
    /// <summary>The error of who asks for a state that an operator does not have.</summary>
    public static async Task<ArgumentException> NotFoundAsync(StoredSavepoint stored, OperatorState state, string name, CancellationToken cancellationToken)
    {
        var states = await StateInventory.ReadAsync(state, stored.Reader, cancellationToken).ConfigureAwait(false);
        return new ArgumentException(
            $"Operator '{state.Uid}' in {stored.Directory} has no state '{name}'; it has: {string.Join(", ", states.Where(its => !InFlightList.IsName(its.Name)).Select(its => $"{its.Name} ({its.Kind})"))}.",
            nameof(name));
    }

    /// <summary>How the entries of a state are stored; null when it has no entries. Timers are stored with a time in place of a value.</summary>
    public static CodecSchema ValueSchema(StoredState state) => state.Kind == StateKind.Timers ? CodecSchema.Of(SchemaKind.Int64) : state.Value;
}
