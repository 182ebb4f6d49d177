using System.Runtime.CompilerServices;

namespace Weir.State.Backends;

/// <summary>Timers in memory: among those of one time, they come in the order in which they were added.</summary>
/// <param name="table">The place of each timer: what snapshots have of them.</param>
/// <param name="hasher">That of the table.</param>
internal sealed class HeapTimerQueue<TKey>(HeapTable<TimerId<TKey>, int> table, TimerHasher<TKey> hasher) : TimerQueue<TKey>
{
    // The timers, at places that stay the same; free places form a chain through Order.
    private TimerSlot<TKey>[] _slots = [];
    private int _used;
    private int _free = -1;

    // A binary heap of places, with their order beside them; and where in the heap each place is.
    private HeapNode[] _heap = [];
    private int[] _positions = [];
    private long _nextOrder;
    private int _count;

    public override int Count => _count;

    public override long? NextTimestamp => Count == 0 ? null : _heap[0].Timestamp;

    public override bool Add(long timestamp, in TKey key, uint hash)
    {
        var id = new TimerId<TKey>(timestamp, key, hash);
        var idHash = hasher.Hash(in id);
        if (!Unsafe.IsNullRef(ref table.Find(in id, idHash)))
        {
            return false;
        }

        var place = TakePlace();
        table.GetOrAdd(in id, idHash, out _) = place;
        _count++;
        var order = _nextOrder++;
        _slots[place] = new TimerSlot<TKey> { Timestamp = timestamp, Order = order, Key = key, Hash = hash };
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
        var id = new TimerId<TKey>(timestamp, key, hash);
        var idHash = hasher.Hash(in id);
        ref var found = ref table.Find(in id, idHash);
        if (Unsafe.IsNullRef(ref found))
        {
            return false;
        }

        var place = found;
        table.Remove(in id, idHash);
        _count--;
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
        var id = new TimerId<TKey>(timer.Timestamp, timer.Key, timer.Hash);
        table.Remove(in id, hasher.Hash(in id));
        _count--;
        RemoveAt(0);
        Free(place);
        return true;
    }

    internal IEnumerable<TimerId<TKey>> All() => table.Keys();

    internal void Clear()
    {
        (_slots, _used, _free) = ([], 0, -1);
        (_heap, _positions, _nextOrder, _count) = ([], [], 0, 0);
        table.Clear();
    }

    private int TakePlace()
    {
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
        _slots[place] = new TimerSlot<TKey> { Order = _free };
        _free = place;
    }

    private void RemoveAt(int position)
    {
        // The timer is out of the count already, so Count is the position of the last one in the heap.
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
