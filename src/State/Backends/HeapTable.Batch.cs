namespace Weir.State.Backends;

/// <summary>Sees the value of each key of a batch; <paramref name="index"/> is the key's place in it.</summary>
internal delegate void UpdateValue<TState, TValue>(ref TState state, int index, ref TValue value, bool added);

/// <summary>The same as a struct, whose method is compiled into the loop.</summary>
internal interface IValueUpdate<TValue>
{
    void Update(int index, ref TValue value, bool added);
}

internal sealed partial class HeapTable<TKey, TValue>
{
    /// <summary>
    /// Gets or adds the values of a batch of keys, in their order. When the table is larger than the caches, memory is asked for some keys
    /// ahead.
    /// </summary>
    public void Update<TUpdate>(ReadOnlySpan<TKey> keys, ReadOnlySpan<uint> hashes, ref TUpdate update)
        where TUpdate : struct, IValueUpdate<TValue>
    {
        hashes = hashes[..keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            ref TValue value = ref GetOrAdd(in keys[i], hashes[i], out var added);
            update.Update(i, ref value, added);
        }
    }

    /// <summary>The same with a function, which should be static.</summary>
    public void Update<TState>(ReadOnlySpan<TKey> keys, ReadOnlySpan<uint> hashes, ref TState state, UpdateValue<TState, TValue> update)
    {
        hashes = hashes[..keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            ref TValue value = ref GetOrAdd(in keys[i], hashes[i], out var added);
            update(ref state, i, ref value, added);
        }
    }
}
