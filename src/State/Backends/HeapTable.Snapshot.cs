using System.Runtime.CompilerServices;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.State.Backends;

internal sealed partial class HeapTable<TKey, TValue>
{
    // Oldest first. Few: one for each checkpoint being written.
    private readonly List<Captured> _captured = [];
    private int _version;

    /// <summary>The version of the latest snapshot that is still read; 0 when there is none. What is older is shared with it.</summary>
    public int SharedVersion
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _captured.Count == 0 ? 0 : LatestSharedVersion();
    }

    /// <summary>What a value written now has as its version: no older snapshot has it.</summary>
    public int Version => _version;

    public override void Clear()
    {
        _captured.Clear();
        _bytes = 0;
        foreach (ref var group in _groups.AsSpan())
        {
            Reset(ref group);
        }
    }

    public override HeapCapture Capture(int version, ICodec key, ICodec value)
    {
        Forget();
        _version = version;
        foreach (ref var group in _groups.AsSpan())
        {
            group.IsShared = group.Count > 0;
        }

        var captured = new Captured(version, (HeapGroup<TKey, TValue>[])_groups.Clone(), (Codec<TKey>)key, (Codec<TValue>)value);
        _captured.Add(captured);
        return captured;
    }

    public override void Restore(int keyGroup, int count, ICodec key, ICodec value, ReadOnlySpan<byte> bytes)
    {
        var (keys, values) = ((Codec<TKey>)key, (Codec<TValue>)value);
        var reader = new StateReader(bytes);
        for (var i = 0; i < count; i++)
        {
            var restored = keys.Read(ref reader);
            var hash = _hasher.Hash(in restored);
            CheckGroup(in restored, keyGroup, KeyGroups.Of(hash, (int)_maxParallelism));
            GetOrAdd(in restored, hash, out _) = values.Read(ref reader);
        }

        if (reader.Remaining != 0)
        {
            throw new CorruptStateException($"{reader.Remaining} of {bytes.Length} bytes are left after {count} entries.");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int LatestSharedVersion()
    {
        Forget();
        return _captured.Count == 0 ? 0 : _captured[^1].Version;
    }

    private void Forget() => _captured.RemoveAll(static captured => captured.IsReleased);

    /// <summary>Gives the stream arrays of its own, unless the snapshots have done with those they share.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Unshare(ref HeapGroup<TKey, TValue> group)
    {
        var index = (int)(Unsafe.ByteOffset(ref _groups[0], ref group) / Unsafe.SizeOf<HeapGroup<TKey, TValue>>());
        foreach (var captured in _captured)
        {
            if (captured.Reads(index, group.Tags))
            {
                group.Tags = Copied(group.Tags);
                group.Slots = Copied(group.Slots);
                break;
            }
        }

        group.IsShared = false;
    }

    private static T[] Copied<T>(T[] array)
    {
        var copy = RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? new T[array.Length] : GC.AllocateUninitializedArray<T>(array.Length);
        array.AsSpan().CopyTo(copy);
        return copy;
    }

    /// <summary>The groups as they were when it was made. Their arrays are not written to until it is released, or has done with the group.</summary>
    private sealed class Captured(int version, HeapGroup<TKey, TValue>[] groups, Codec<TKey> key, Codec<TValue> value) : HeapCapture
    {
        private readonly bool[] _done = new bool[groups.Length];
        private volatile bool _released;

        public int Version => version;

        public bool IsReleased => _released;

        public bool Reads(int group, byte[] tags) => !_released && !Volatile.Read(ref _done[group]) && ReferenceEquals(groups[group].Tags, tags);

        public override int Count(int group) => groups[group].Count;

        public override bool Write(int group, ref int cursor, int limit, StateWriter writer, out int count)
        {
            count = 0;
            if (groups[group].Count == 0)
            {
                // An empty group is not shared: its arrays may be in use again.
                return false;
            }

            var (tags, slots) = (groups[group].Tags, groups[group].Slots);
            var end = writer.Length + limit;
            while (cursor < slots.Length && writer.Length < end)
            {
                if (tags[cursor] >= Occupied)
                {
                    key.Write(in slots[cursor].Key, writer);
                    value.Write(in slots[cursor].Value, writer);
                    count++;
                }

                cursor++;
            }

            return cursor < slots.Length;
        }

        public override void Done(int group)
        {
            Volatile.Write(ref _done[group], true);
            groups[group] = default;
        }

        public override void Release()
        {
            _released = true;
        }
    }
}
