namespace Weir.State.Savepoints;

/// <summary>
/// What is changed of one state. For an entry that there is, <see cref="RemoveWhere"/> and <see cref="Update"/> come first, in their order;
/// then what is set or removed by its key. In state that expires, what is set or updated counts as used when the savepoint is written.
/// </summary>
public sealed class SavepointStateEdit<TKey, TValue>
{
    private readonly TypedStateChange<TKey, TValue> _change;

    internal SavepointStateEdit(TypedStateChange<TKey, TValue> change) => _change = change;

    /// <summary>Gives a key a value, be it there or not.</summary>
    public SavepointStateEdit<TKey, TValue> Set(TKey key, TValue value)
    {
        _change.Set(key, value);
        return this;
    }

    /// <summary>Takes a key out; one that is not there is fine.</summary>
    public SavepointStateEdit<TKey, TValue> Remove(TKey key)
    {
        _change.Remove(key);
        return this;
    }

    /// <summary>Gives each entry another value; <paramref name="update"/> may change and return the one that it gets.</summary>
    public SavepointStateEdit<TKey, TValue> Update(Func<TKey, TValue, TValue> update)
    {
        ArgumentNullException.ThrowIfNull(update);
        _change.Each((key, value) => (EntryOutcome.Changed, update(key, value)));
        return this;
    }

    /// <summary>Takes out the entries of which the condition holds.</summary>
    public SavepointStateEdit<TKey, TValue> RemoveWhere(Func<TKey, TValue, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        _change.Each((key, value) => (condition(key, value) ? EntryOutcome.Removed : EntryOutcome.Kept, value));
        return this;
    }
}
