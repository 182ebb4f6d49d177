using System.Runtime.CompilerServices;

namespace Weir.State.Backends;

/// <summary>Timers in memory: among those of one time, they come in the order in which they were added.</summary>
internal sealed class HeapTimerQueue<TKey> : TimerQueue<TKey>
{
    // The timers, at places that stay the same; free places form a chain through Order. Copied before a change while a snapshot reads it.
    private TimerSlot<TKey>[] _slots = [];
    private int _used;
    private int _free = -1;
    private bool _isShared;

    // A binary heap of places, with their order beside them; and where in the heap each place is.
    private HeapNode[] _heap = [];
    private int[] _positions = [];
    private readonly Dictionary<TimerId<TKey>, int> _places = [];
    private long _nextOrder;

    public override int Count => _places.Count;

    public override long? NextTimestamp => Count == 0 ? null : _heap[0].Timestamp;

    public override bool Add(long timestamp, in TKey key, uint hash)
    {
        ref var place = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_places, new TimerId<TKey>(timestamp, key, hash), out var exists);
        if (exists)
        {
            return false;
        }

        place = TakePlace();
        var order = _nextOrder++;
        _slots[place] = new TimerSlot<TKey> { Timestamp = timestamp, Order = order, Key = key, Hash = hash, IsUsed = true };
        var position = Count - 1;
        if (position == _heap.Length)
        {
            Array.Resize(ref _heap, Math.Max(16, position * 2));
        }

        _heap[position] = new HeapNode(timestamp, order, place);
        _positions[place] = position;
        Rise(position);
        return true;
    }

    public override bool Delete(long timestamp, in TKey key, uint hash)
    {
        if (!_places.Remove(new TimerId<TKey>(timestamp, key, hash), out var place))
        {
            return false;
        }

        RemoveAt(_positions[place]);
        Free(place);
        return true;
    }

    public override bool TryPop(long upTo, out Timer<TKey> timer)
    {
        if (Count == 0 || _heap[0].Timestamp > upTo)
        {
            timer = default;
            return false;
        }

        var place = _heap[0].Place;
        ref readonly var slot = ref _slots[place];
        timer = new Timer<TKey>(slot.Timestamp, slot.Key, slot.Hash);
        _places.Remove(new TimerId<TKey>(timer.Timestamp, timer.Key, timer.Hash));
        RemoveAt(0);
        Free(place);
        return true;
    }

    /// <summary>The slots as they are; they are copied before the next change.</summary>
    internal (TimerSlot<TKey>[] Slots, int Used) Share()
    {
        _isShared = true;
        return (_slots, _used);
    }

    internal IEnumerable<TKey> Keys() => _places.Keys.Select(id => id.Key).Distinct();

    internal void Clear()
    {
        (_slots, _used, _free, _isShared) = ([], 0, -1, false);
        (_heap, _positions, _nextOrder) = ([], [], 0);
        _places.Clear();
    }

    private int TakePlace()
    {
        Unshare();
        if (_free >= 0)
        {
            var place = _free;
            _free = (int)_slots[place].Order;
            return place;
        }

        if (_used == _slots.Length)
        {
            Array.Resize(ref _slots, Math.Max(16, _used * 2));
            Array.Resize(ref _positions, _slots.Length);
        }

        return _used++;
    }

    private void Free(int place)
    {
        Unshare();
        _slots[place] = new TimerSlot<TKey> { Order = _free };
        _free = place;
    }

    private void Unshare()
    {
        if (_isShared)
        {
            _slots = (TimerSlot<TKey>[])_slots.Clone();
            _isShared = false;
        }
    }

    private void RemoveAt(int position)
    {
        // The timer is out of _places already, so Count is the position of the last one in the heap.
        var last = _heap[Count];
        if (position == Count)
        {
            return;
        }

        _heap[position] = last;
        _positions[last.Place] = position;
        Rise(position);
        Sink(_positions[last.Place]);
    }

    private void Rise(int position)
    {
        var node = _heap[position];
        while (position > 0)
        {
            var parent = (position - 1) / 2;
            if (!node.IsBefore(in _heap[parent]))
            {
                break;
            }

            Put(position, _heap[parent]);
            position = parent;
        }

        Put(position, node);
    }

    private void Sink(int position)
    {
        var node = _heap[position];
        for (var child = (2 * position) + 1; child < Count; child = (2 * position) + 1)
        {
            if (child + 1 < Count && _heap[child + 1].IsBefore(in _heap[child]))
            {
                child++;
            }

            if (!_heap[child].IsBefore(in node))
            {
                break;
            }

            Put(position, _heap[child]);
            position = child;
        }

        Put(position, node);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(int position, HeapNode node)
    {
        _heap[position] = node;
        _positions[node.Place] = position;
    }

    private readonly record struct HeapNode(long Timestamp, long Order, int Place)
    {
        public bool IsBefore(in HeapNode other) => Timestamp < other.Timestamp || (Timestamp == other.Timestamp && Order < other.Order);
    }
}

/// <summary>A timer where it is kept.</summary>
internal struct TimerSlot<TKey>
{
    public long Timestamp;

    /// <summary>Counts up with each timer added; of a free slot, the next free one.</summary>
    public long Order;
    public TKey Key;
    public uint Hash;
    public bool IsUsed;
}

internal readonly struct TimerId<TKey>(long timestamp, TKey key, uint hash) : IEquatable<TimerId<TKey>>
{
    public readonly long Timestamp = timestamp;
    public readonly TKey Key = key;
    public readonly uint Hash = hash;

    public bool Equals(TimerId<TKey> other) =>
        Timestamp == other.Timestamp && Hash == other.Hash && EqualityComparer<TKey>.Default.Equals(Key, other.Key);

    public override bool Equals(object? obj) => obj is TimerId<TKey> other && Equals(other);

    public override int GetHashCode() => unchecked((int)(Hash ^ ((ulong)Timestamp * 0x9E3779B97F4A7C15UL >> 32)));
}
