using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Savepoints;

/// <summary>
/// The entries of a keyed state in a savepoint, key group by key group and within one in no particular order. What is stored may be of an
/// older version of the types, as when a job restores it.
/// </summary>
/// <remarks>
/// Enumerating throws <see cref="ArgumentException"/> when there is no such operator or state, <see cref="InvalidOperationException"/> when
/// the state is of another kind, <see cref="IncompatibleSchemaException"/> when it is of other types, and
/// <see cref="CorruptStateException"/> when what is stored is damaged. A key group at a time is in memory.
/// </remarks>
public sealed class SavepointEntries<TKey, TValue> : IAsyncEnumerable<KeyValuePair<TKey, TValue>>
{
    private readonly StoredSavepoint _stored;
    private readonly string _uid;
    private readonly string _name;
    private readonly EntryValues<TKey, TValue> _values;

    internal SavepointEntries(StoredSavepoint stored, string uid, string name, EntryValues<TKey, TValue> values)
    {
        (_stored, _uid, _name, _values) = (stored, uid, name, values);
    }

    /// <summary>All of them.</summary>
    public async IAsyncEnumerator<KeyValuePair<TKey, TValue>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var state = await StateAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var group in StoredKeyGroup.ReadAsync(state, new KeyGroupRange(0, state.MaxParallelism), _stored.Reader, _name, cancellationToken).ConfigureAwait(false))
        {
            foreach (var entry in Decoded(group))
            {
                yield return entry;
            }
        }
    }

    /// <summary>The entry of a key, the first of several timers; null when there is none. Reads the key's group only.</summary>
    public async Task<KeyValuePair<TKey, TValue>?> FindAsync(TKey key, CancellationToken cancellationToken = default)
    {
        var state = await StateAsync(cancellationToken).ConfigureAwait(false);
        var group = KeyGroups.Of(KeyHasher<TKey>.Default.Hash(in key), state.MaxParallelism);
        await foreach (var found in StoredKeyGroup.ReadAsync(state, new KeyGroupRange(group, group + 1), _stored.Reader, _name, cancellationToken).ConfigureAwait(false))
        {
            foreach (var entry in Decoded(found))
            {
                if (EqualityComparer<TKey>.Default.Equals(entry.Key, key))
                {
                    return entry;
                }
            }
        }

        return null;
    }

    /// <summary>How many entries each key group has, by its number.</summary>
    public async Task<IReadOnlyList<long>> CountByKeyGroupAsync(CancellationToken cancellationToken = default)
    {
        var state = await StateAsync(cancellationToken).ConfigureAwait(false);
        var counts = new long[state.MaxParallelism];
        await foreach (var group in StoredKeyGroup.ReadAsync(state, new KeyGroupRange(0, state.MaxParallelism), _stored.Reader, _name, cancellationToken).ConfigureAwait(false))
        {
            counts[group.Number] = group.Of(_name).LongCount();
        }

        return counts;
    }

    private async Task<OperatorState> StateAsync(CancellationToken cancellationToken)
    {
        var state = await _stored.OperatorAsync(_uid, cancellationToken).ConfigureAwait(false);
        var states = await StateInventory.ReadAsync(state, _stored.Reader, cancellationToken).ConfigureAwait(false);
        return states.Any(its => string.Equals(its.Name, _name, StringComparison.Ordinal))
            ? state
            : throw await SavepointKeyedState.NotFoundAsync(_stored, state, _name, cancellationToken).ConfigureAwait(false);
    }

    private IEnumerable<KeyValuePair<TKey, TValue>> Decoded(StoredKeyGroup group) =>
        group.DescriptionOf(_name) is { } description ? _values.Read(description, group.Of(_name)) : [];
}
