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

    /// <summary>A value state.</summary>
    public SavepointEntries<TKey, T> Value<T>(string name) => new(_stored, _uid, name, StateKind.Value);

    /// <summary>A reducing state: what its values have been reduced to.</summary>
    public SavepointEntries<TKey, T> Reducing<T>(string name) => new(_stored, _uid, name, StateKind.Reducing);

    /// <summary>An aggregating state: its accumulators.</summary>
    public SavepointEntries<TKey, TAccumulator> Aggregating<TAccumulator>(string name) => new(_stored, _uid, name, StateKind.Aggregating);

    /// <summary>A list state.</summary>
    public SavepointEntries<TKey, List<T>> List<T>(string name) => new(_stored, _uid, name, StateKind.List);

    /// <summary>A map state.</summary>
    public SavepointEntries<TKey, Dictionary<TMapKey, TMapValue>> Map<TMapKey, TMapValue>(string name)
        where TMapKey : notnull => new(_stored, _uid, name, StateKind.Map);

    /// <summary>Timers, each with its key and its time: milliseconds since 1970, UTC. A key may have several.</summary>
    public SavepointEntries<TKey, long> Timers(string name) => new(_stored, _uid, name, StateKind.Timers);
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
