using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>
/// A table as it was when this was made. It reads the stream's own arrays, a page at a time; before the stream first writes to a page that
/// has not been read yet, it copies that page here.
/// </summary>
/// <remarks>
/// A page is, in one byte that both threads see: untouched; being read (the writer copies it out, and the stream waits for that moment);
/// or settled: read, or preserved by the stream. Only the stream's thread changes the arrays, and only in settled pages.
/// </remarks>
internal sealed class HeapTableCapture<TKey, TValue> : HeapCapture
{
    private const byte Untouched = 0;
    private const byte Reading = 1;
    private const byte Read = 2;
    private const byte Preserved = 3;

    private const byte Occupied = 0x80;

    private readonly int _pageSize;
    private readonly Codec<TKey> _key;
    private readonly Codec<TValue> _value;
    private readonly HeapGroup<TKey, TValue>[] _groups;
    private readonly byte[]?[] _states;
    private readonly bool[] _done;
    private readonly PageStore<TKey, TValue> _preserved;

    // The page that the writer is at.
    private readonly byte[] _tags;
    private readonly HeapSlot<TKey, TValue>[] _slots;
    private (int Group, int Page) _current = (-1, -1);
    private PageSource<TKey, TValue> _source;

    private volatile bool _released;

    public HeapTableCapture(int version, HeapGroup<TKey, TValue>[] groups, int pageSize, Codec<TKey> key, Codec<TValue> value)
    {
        Version = version;
        _pageSize = pageSize;
        _key = key;
        _value = value;
        _groups = (HeapGroup<TKey, TValue>[])groups.Clone();
        _states = new byte[groups.Length][];
        _done = new bool[groups.Length];
        long slots = 0;
        for (var i = 0; i < groups.Length; i++)
        {
            // An empty group is not shared: nothing of it is read, and its arrays may be in use again.
            if (groups[i].Count > 0)
            {
                slots += groups[i].Slots.Length;
                _states[i] = new byte[(groups[i].Slots.Length + pageSize - 1) / pageSize];
            }
        }

        _preserved = new PageStore<TKey, TValue>(slots, groups.Length, pageSize);
        _tags = new byte[pageSize];
        _slots = new HeapSlot<TKey, TValue>[pageSize];
    }

    public int Version { get; }

    public bool IsReleased => _released;

    public override int Count(int group) => _groups[group].Count;

    /// <summary>
    /// On the stream's thread, before it writes to a page: keeps what is in it. False when the group's arrays are not these, or are not read
    /// any more.
    /// </summary>
    public bool Preserve(int group, byte[] tags, int page)
    {
        if (_released || !ReferenceEquals(_groups[group].Tags, tags) || _states[group] is not { } states || Volatile.Read(ref _done[group]))
        {
            return false;
        }

        ref var state = ref states[page];
        if (Volatile.Read(ref state) == Untouched)
        {
            _preserved.Add(group, page, states.Length, PageOf(group, page));
            Interlocked.CompareExchange(ref state, Preserved, Untouched);
        }

        // Copying a page out takes about a microsecond.
        var wait = default(SpinWait);
        while (Volatile.Read(ref state) == Reading)
        {
            wait.SpinOnce();
        }

        return true;
    }

    public override bool Write(int group, ref int cursor, int limit, StateWriter writer, out int count)
    {
        count = 0;
        if (_groups[group].Count == 0)
        {
            return false;
        }

        var length = _groups[group].Slots.Length;
        var end = writer.Length + limit;
        while (cursor < length && writer.Length < end)
        {
            Load(group, cursor / _pageSize);
            var first = cursor / _pageSize * _pageSize;
            var pageEnd = Math.Min(first + _pageSize, length);
            for (; cursor < pageEnd && writer.Length < end; cursor++)
            {
                var index = _source.Start + cursor - first;
                if (_source.Tags[index] >= Occupied)
                {
                    ref readonly var slot = ref _source.Slots[index];
                    _key.Write(in slot.Key, writer);
                    _value.Write(in slot.Value, writer);
                    count++;
                }
            }
        }

        return cursor < length;
    }

    public override void Done(int group)
    {
        Volatile.Write(ref _done[group], true);
        _preserved.Remove(group);
    }

    public override void Release()
    {
        _released = true;
        _source = default;
        Array.Clear(_slots);
        _preserved.Clear();
    }

    private PageSource<TKey, TValue> PageOf(int group, int page)
    {
        ref readonly var captured = ref _groups[group];
        var start = page * _pageSize;
        return new PageSource<TKey, TValue>(captured.Tags, captured.Slots, start, Math.Min(_pageSize, captured.Slots.Length - start));
    }

    /// <summary>Points <see cref="_source"/> at a page as it was: at what the stream has preserved, or at a copy made now.</summary>
    private void Load(int group, int page)
    {
        if (_current == (group, page))
        {
            return;
        }

        ref var state = ref _states[group]![page];
        if (Interlocked.CompareExchange(ref state, Reading, Untouched) == Untouched)
        {
            var live = PageOf(group, page);
            live.CopyTo(_tags, _slots, 0);
            Volatile.Write(ref state, Read);
            _source = new PageSource<TKey, TValue>(_tags, _slots, 0, live.Length);
        }
        else
        {
            _source = _preserved.Find(group, page);
        }

        _current = (group, page);
    }
}
