using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Weir.State.Codecs;

namespace Weir.State.Backends;

internal sealed class HeapMapState<TKey, TMapKey, TMapValue>(
    KeyContext<TKey> current,
    HeapTable<TKey, Versioned<Dictionary<TMapKey, TMapValue>?>> table,
    Codec<Dictionary<TMapKey, TMapValue>?> codec,
    bool entriesAreImmutable)
    : IMapState<TMapKey, TMapValue>
    where TMapKey : notnull
{
    public int Count => ForReading()?.Count ?? 0;

    public TMapValue this[TMapKey key]
    {
        get => TryGet(key, out var value)
            ? value
            : throw new KeyNotFoundException($"The map of key '{current.Key}' has no '{key}'.");
        set => (ForWriting() ?? Create())[key] = value;
    }

    public bool TryGet(TMapKey key, [MaybeNullWhen(false)] out TMapValue value)
    {
        if (ForReading() is { } map)
        {
            return map.TryGetValue(key, out value);
        }

        value = default;
        return false;
    }

    public bool Contains(TMapKey key) => ForReading()?.ContainsKey(key) ?? false;

    public bool Remove(TMapKey key)
    {
        if (ForReading()?.ContainsKey(key) != true)
        {
            return false;
        }

        var map = ForWriting()!;
        map.Remove(key);
        if (map.Count == 0)
        {
            Clear();
        }

        return true;
    }

    public void Clear() => table.Remove(in current.Key, current.Hash);

    public IEnumerator<KeyValuePair<TMapKey, TMapValue>> GetEnumerator() =>
        (ForReading() ?? Enumerable.Empty<KeyValuePair<TMapKey, TMapValue>>()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The map as it is. When its values can change in place, the reader might change them: then it is one to write to.</summary>
    private Dictionary<TMapKey, TMapValue>? ForReading()
    {
        if (!entriesAreImmutable)
        {
            return ForWriting();
        }

        ref Versioned<Dictionary<TMapKey, TMapValue>?> cell = ref table.Find(in current.Key, current.Hash);
        return Unsafe.IsNullRef(ref cell) ? null : cell.Value;
    }

    private Dictionary<TMapKey, TMapValue>? ForWriting()
    {
        ref Versioned<Dictionary<TMapKey, TMapValue>?> cell = ref table.FindWritable(in current.Key, current.Hash);
        if (Unsafe.IsNullRef(ref cell))
        {
            return null;
        }

        if (cell.Version < table.SharedVersion)
        {
            cell.Value = codec.Copy(in cell.Value);
            cell.Version = table.Version;
        }

        return cell.Value;
    }

    private Dictionary<TMapKey, TMapValue> Create()
    {
        var map = new Dictionary<TMapKey, TMapValue>();
        table.GetOrAdd(in current.Key, current.Hash, out _) =
            new Versioned<Dictionary<TMapKey, TMapValue>?> { Value = map, Version = table.Version };
        return map;
    }
}
