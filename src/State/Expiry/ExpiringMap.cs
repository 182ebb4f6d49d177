using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Weir.State.Expiry;

/// <summary>A map whose entries expire one by one.</summary>
internal sealed class ExpiringMap<TMapKey, TMapValue>(IMapState<TMapKey, Timed<TMapValue>> entries, ExpiryRule rule, Action sweep)
    : IMapState<TMapKey, TMapValue>
    where TMapKey : notnull
{
    public int Count => rule.ShowsExpired ? entries.Count : entries.Count(entry => !rule.IsExpired(entry.Value));

    public TMapValue this[TMapKey key]
    {
        get => TryGet(key, out var value) ? value : throw new KeyNotFoundException($"The current key's map has no '{key}', or it has expired.");
        set
        {
            sweep();
            entries[key] = rule.Used(value);
        }
    }

    public bool TryGet(TMapKey key, [MaybeNullWhen(false)] out TMapValue value)
    {
        sweep();
        if (!entries.TryGet(key, out var timed))
        {
            value = default;
            return false;
        }

        value = timed.Value;
        if (rule.IsExpired(timed))
        {
            entries.Remove(key);
            return rule.ShowsExpired;
        }

        if (rule.RefreshesOnRead)
        {
            entries[key] = rule.Used(timed.Value);
        }

        return true;
    }

    public bool Contains(TMapKey key) => entries.TryGet(key, out var timed) && (rule.ShowsExpired || !rule.IsExpired(timed));

    public bool Remove(TMapKey key)
    {
        var isThere = Contains(key);
        entries.Remove(key);
        return isThere;
    }

    public void Clear() => entries.Clear();

    public IEnumerator<KeyValuePair<TMapKey, TMapValue>> GetEnumerator()
    {
        sweep();
        var all = entries.Select(entry => (entry.Key, entry.Value.Value, IsExpired: rule.IsExpired(entry.Value))).ToList();
        foreach (var (key, value, isExpired) in all)
        {
            if (isExpired)
            {
                entries.Remove(key);
            }
            else if (rule.RefreshesOnRead)
            {
                entries[key] = rule.Used(value);
            }
        }

        return all.Where(entry => rule.ShowsExpired || !entry.IsExpired).Select(entry => KeyValuePair.Create(entry.Key, entry.Value)).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Takes out of the current key's map what has expired.</summary>
    public void Clean()
    {
        foreach (var (key, _) in entries.Where(entry => rule.IsExpired(entry.Value)).ToList())
        {
            entries.Remove(key);
        }
    }
}
