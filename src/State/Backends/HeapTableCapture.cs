using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

    private const int BucketSize = HeapTable<TKey, TValue>.BucketSize;

    private readonly int _unmarkedVersion;
    private readonly int _pageSize;
    private readonly Codec<TKey> _key;
    private readonly EntryCodec<TKey, TValue> _codec;
    private readonly HeapGroup<TKey, TValue>[] _groups;
    private readonly RemovedKeys<TKey>.View[]? _removed;
    private readonly byte[]?[] _states;
    private readonly bool[] _done;
    private readonly PageStore<TKey, TValue> _preserved;

    // The entries wanted of the page that the writer is at.
    private readonly HeapSlot<TKey, TValue>[] _entries;
    private (int Group, int Page) _current = (-1, -1);
    private int _count;

    private volatile bool _released;

    /// <param name="version">Of the snapshot.</param>
    /// <param name="unmarkedVersion">The latest version of which not all writes are marked; 0 when all are.</param>
    /// <param name="groups">Of the table.</param>
    /// <param name="pageSize">Slots in a page.</param>
    /// <param name="key">Encodes keys.</param>
    /// <param name="value">Encodes values.</param>
    public HeapTableCapture(int version, int unmarkedVersion, HeapGroup<TKey, TValue>[] groups, int pageSize, Codec<TKey> key, Codec<TValue> value)
    {
        Version = version;
        _unmarkedVersion = unmarkedVersion;
        _pageSize = pageSize;
        _key = key;
        _codec = EntryCodec<TKey, TValue>.For(key, value);
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

            if (groups[i].Removed is { } removed)
            {
                (_removed ??= new RemovedKeys<TKey>.View[groups.Length])[i] = removed.Share();
            }
        }

        _preserved = new PageStore<TKey, TValue>(slots, groups.Length, pageSize);
        _entries = new HeapSlot<TKey, TValue>[pageSize];
    }

    public int Version { get; }

    public bool IsReleased => _released;

    public override int Count(int group) => _groups[group].Count;

    public override int CountChanged(int group, int since)
    {
        var changed = _removed is null ? 0 : _removed[group].Since(since).Length;
        if (_groups[group].Count == 0)
        {
            return changed;
        }

        if (since < _unmarkedVersion)
        {
            return changed + _groups[group].Count;
        }

        // The stream's own arrays, which it may be writing to: what it marks now counts too.
        ReadOnlySpan<byte> tags = _groups[group].Tags;
        for (; !tags.IsEmpty; tags = tags[(2 * BucketSize)..])
        {
            changed += BitOperations.PopCount(Wanted(tags, Version + 1, since));
        }

        return changed;
    }

    public override bool Knows(int group, int since) => _removed is null || _removed[group].Knows(since);

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

    public override bool Write(int group, int since, ref int cursor, int limit, StateWriter writer, out int count)
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
            var page = cursor / _pageSize;
            Load(group, page, since < _unmarkedVersion ? Always : since);
            var index = cursor % _pageSize;
            if (index < _count)
            {
                var written = _codec.Write(_entries.AsSpan(index, _count - index), writer, end);
                index += written;
                count += written;
            }

            cursor = index < _count ? (page * _pageSize) + index : (page + 1) * _pageSize;
        }

        return cursor < length;
    }

    public override bool WriteRemoved(int group, int since, ref int cursor, int limit, StateWriter writer, out int count)
    {
        count = 0;
        if (_removed is null)
        {
            return false;
        }

        var keys = _removed[group].Since(since);
        var end = writer.Length + limit;
        for (; cursor < keys.Length && writer.Length < end; cursor++, count++)
        {
            _key.Write(in keys[cursor], writer);
        }

        return cursor < keys.Length;
    }

    public override void Done(int group)
    {
        Volatile.Write(ref _done[group], true);
        _preserved.Remove(group);
    }

    public override void Release()
    {
        _released = true;
        Array.Clear(_entries);
        _preserved.Clear();
    }

    /// <summary>Which slots of a bucket have an entry that was written after a version, as bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Wanted(ReadOnlySpan<byte> bucket, int version, int since)
    {
        var occupied = Vector128.Create(bucket).ExtractMostSignificantBits();
        if (since == Always)
        {
            return occupied;
        }

        // Of a version only the low byte is there: what is 256 snapshots old looks new again, and is written once too often.
        var age = Vector128.Create((byte)version) - Vector128.Create(bucket[BucketSize..]);
        return occupied & Vector128.LessThan(age, Vector128.Create((byte)(version - since))).ExtractMostSignificantBits();
    }

    private PageSource<TKey, TValue> PageOf(int group, int page)
    {
        ref readonly var captured = ref _groups[group];
        var start = page * _pageSize;
        return new PageSource<TKey, TValue>(captured.Tags, captured.Slots, start, Math.Min(_pageSize, captured.Slots.Length - start));
    }

    /// <summary>Copies what is wanted of a page as it was: of what the stream has preserved, or of the stream's own arrays.</summary>
    private void Load(int group, int page, int since)
    {
        if (_current == (group, page))
        {
            return;
        }

        ref var state = ref _states[group]![page];
        if (Interlocked.CompareExchange(ref state, Reading, Untouched) == Untouched)
        {
            Copy(PageOf(group, page), since);
            Volatile.Write(ref state, Read);
        }
        else
        {
            Copy(_preserved.Find(group, page), since);
        }

        _current = (group, page);
    }

    // A first checkpoint is written before the runtime would have found out that this is worth compiling well.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Copy(in PageSource<TKey, TValue> source, int since)
    {
        _count = 0;
        for (var start = source.Start; start < source.Start + source.Length; start += BucketSize)
        {
            for (var wanted = Wanted(source.Tags.AsSpan(2 * start), Version, since); wanted != 0; wanted &= wanted - 1)
            {
                _entries[_count++] = source.Slots[start + BitOperations.TrailingZeroCount(wanted)];
            }
        }
    }
}
