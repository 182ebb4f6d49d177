using System.Collections;
using System.Runtime.CompilerServices;
using Weir.State.Codecs;

namespace Weir.State.Backends;

internal sealed class HeapListState<TKey, T>(KeyContext<TKey> current, HeapTable<TKey, ListCell<T>> table, Codec<T> codec) : IListState<T>
{
    public int Count
    {
        get
        {
            ref ListCell<T> cell = ref table.Find(in current.Key, current.Hash);
            return Unsafe.IsNullRef(ref cell) ? 0 : cell.Count;
        }
    }

    public void Add(T element)
    {
        ref ListCell<T> cell = ref table.GetOrAdd(in current.Key, current.Hash, out var added);
        if (added)
        {
            cell.Version = table.Version;
        }

        cell.Add(element);
    }

    public void AddRange(IEnumerable<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);

        // Taken before the first is added: they may come from this very list, or from code that uses this state.
        foreach (var element in elements.ToArray())
        {
            Add(element);
        }
    }

    public void Update(IEnumerable<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        var items = elements.ToArray();
        if (items.Length == 0)
        {
            Clear();
            return;
        }

        table.GetOrAdd(in current.Key, current.Hash, out _) = new ListCell<T> { Items = items, Count = items.Length, Version = table.Version };
    }

    public void Clear() => table.Remove(in current.Key, current.Hash);

    public IEnumerator<T> GetEnumerator()
    {
        // Who is given elements that can change may change them, so they count as written.
        ref ListCell<T> cell = ref codec.IsImmutable
            ? ref table.Find(in current.Key, current.Hash)
            : ref table.FindWritable(in current.Key, current.Hash);
        if (Unsafe.IsNullRef(ref cell))
        {
            return Enumerable.Empty<T>().GetEnumerator();
        }

        if (!codec.IsImmutable && cell.Version < table.SharedVersion)
        {
            var items = new T[cell.Count];
            for (var i = 0; i < items.Length; i++)
            {
                items[i] = codec.Copy(in cell.Items![i]);
            }

            cell.Items = items;
            cell.Version = table.Version;
        }

        return new ArraySegment<T>(cell.Items!, 0, cell.Count).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
