using System.Runtime.CompilerServices;

namespace Weir.State.Backends;

/// <summary>A page of a table: some slots from a place in its arrays. Tags come with versions, two bytes for each slot.</summary>
internal readonly record struct PageSource<TKey, TValue>(byte[] Tags, HeapSlot<TKey, TValue>[] Slots, int Start, int Length)
{
    public void CopyTo(byte[] tags, HeapSlot<TKey, TValue>[] slots, int start)
    {
        Tags.AsSpan(2 * Start, 2 * Length).CopyTo(tags.AsSpan(2 * start));
        Slots.AsSpan(Start, Length).CopyTo(slots.AsSpan(start));
    }
}

/// <summary>
/// Copies of pages, packed into few large arrays. One thread adds; another finds what it has seen to be added, by way of the page's state.
/// </summary>
internal sealed class PageStore<TKey, TValue>(long slots, int groups, int pageSize)
{
    private const int BlockSlots = 16 * 1024;

    private readonly PageSource<TKey, TValue>[]?[] _pages = new PageSource<TKey, TValue>[groups][];
    private byte[] _tags = [];
    private HeapSlot<TKey, TValue>[] _slots = [];
    private int _used;

    public void Add(int group, int page, int pages, in PageSource<TKey, TValue> source)
    {
        if (_slots.Length - _used < source.Length)
        {
            var size = (int)Math.Min(BlockSlots, Math.Max(slots, pageSize));
            _tags = new byte[2 * size];
            _slots = RuntimeHelpers.IsReferenceOrContainsReferences<HeapSlot<TKey, TValue>>()
                ? new HeapSlot<TKey, TValue>[size]
                : GC.AllocateUninitializedArray<HeapSlot<TKey, TValue>>(size);
            _used = 0;
        }

        source.CopyTo(_tags, _slots, _used);
        (_pages[group] ??= new PageSource<TKey, TValue>[pages])[page] = new PageSource<TKey, TValue>(_tags, _slots, _used, source.Length);
        _used += source.Length;
    }

    public PageSource<TKey, TValue> Find(int group, int page) => _pages[group]![page];

    public void Remove(int group) => _pages[group] = null;

    public void Clear() => Array.Clear(_pages);
}
