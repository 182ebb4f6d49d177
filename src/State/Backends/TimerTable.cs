using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.State.Backends;

/// <summary>Timers as a part of snapshots: an entry is the key and the time.</summary>
internal sealed class TimerTable<TKey>(KeyedBackendContext<TKey> context) : HeapTable, IKeyed<TKey>
{
    public HeapTimerQueue<TKey> Queue { get; } = new();

    public IEnumerable<TKey> Keys() => Queue.Keys();

    public override HeapCapture Capture(int version, ICodec key, ICodec value)
    {
        var (slots, used) = Queue.Share();
        return new Captured(slots, used, context, (Codec<TKey>)key);
    }

    public override void Restore(int keyGroup, int count, ICodec key, ICodec value, ReadOnlySpan<byte> bytes)
    {
        var keys = (Codec<TKey>)key;
        var reader = new StateReader(bytes);
        for (var i = 0; i < count; i++)
        {
            var timestamp = reader.ReadInt64();
            var restored = keys.Read(ref reader);
            var hash = context.Hasher.Hash(in restored);
            CheckGroup(in restored, keyGroup, KeyGroups.Of(hash, context.MaxParallelism));
            Queue.Add(timestamp, in restored, hash);
        }

        if (reader.Remaining != 0)
        {
            throw new CorruptStateException($"{reader.Remaining} of {bytes.Length} bytes are left after {count} timers.");
        }
    }

    public override void Clear() => Queue.Clear();

    private sealed class Captured(TimerSlot<TKey>[] slots, int used, KeyedBackendContext<TKey> context, Codec<TKey> key) : HeapCapture
    {
        private TimerSlot<TKey>[] _slots = slots;

        // Made by the writer, not when the stream waits: the places of the used slots by group, within it in the order of firing.
        private int[]? _places;
        private int[]? _starts;

        public override int Count(int group)
        {
            Arrange();
            return _starts![group + 1] - _starts[group];
        }

        public override bool Write(int group, ref int cursor, int limit, StateWriter writer, out int count)
        {
            Arrange();
            var end = writer.Length + limit;
            var total = Count(group);
            count = 0;
            while (cursor < total && writer.Length < end)
            {
                ref readonly var slot = ref _slots[_places![_starts![group] + cursor]];
                writer.WriteInt64(slot.Timestamp);
                key.Write(in slot.Key, writer);
                cursor++;
                count++;
            }

            return cursor < total;
        }

        public override void Done(int group)
        {
        }

        public override void Release() => (_slots, _places) = ([], []);

        private int Group(int place) => KeyGroups.Of(_slots[place].Hash, context.MaxParallelism) - context.KeyGroups.Start;

        private void Arrange()
        {
            if (_places is not null)
            {
                return;
            }

            _places = [.. Enumerable.Range(0, used).Where(place => _slots[place].IsUsed)
                .OrderBy(Group).ThenBy(place => _slots[place].Timestamp).ThenBy(place => _slots[place].Order)];
            _starts = new int[context.KeyGroups.Count + 1];
            foreach (var place in _places)
            {
                _starts[Group(place) + 1]++;
            }

            for (var group = 0; group < context.KeyGroups.Count; group++)
            {
                _starts[group + 1] += _starts[group];
            }
        }
    }
}
