using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.State.Backends;

/// <summary>
/// The values of one state by key, a table for each key group. Within a group, keys are ordered roughly by hash: the 64-bit product of
/// hash and number of groups has the group above, and the place within the group, as a fraction, below.
/// </summary>
/// <remarks>References to values are valid until the next call that adds or removes a key, or the next snapshot.</remarks>
internal sealed partial class HeapTable<TKey, TValue> : HeapTable, IKeyed<TKey>, IValuesByKey<TKey>
{
    public const int BucketSize = 16;

    private const byte Deleted = 1;
    private const byte Occupied = 0x80;

    // Of each sixteen slots, thirteen may be taken: beyond that, too many keys are not in their own bucket.
    private const int MostInBucket = 13;

    // Of a bucket in the array of tags: the tags, then the versions.
    private const int TagStride = 2 * BucketSize;

    private static readonly byte[] s_noTags = new byte[TagStride];

    private readonly HeapGroup<TKey, TValue>[] _groups;
    private readonly KeyHasher<TKey> _hasher;
    private readonly IEqualityComparer<TKey>? _comparer;
    private readonly ulong _maxParallelism;
    private readonly uint _start;
    private long _bytes;

    // The low byte of the version that writes are marked with.
    private byte _mark;

    /// <param name="hasher">Of the keys.</param>
    /// <param name="maxParallelism">The number of key groups of the operator.</param>
    /// <param name="keyGroups">Those that are here.</param>
    /// <param name="version">Of the backend's latest snapshot: this table is not in it.</param>
    public HeapTable(KeyHasher<TKey> hasher, int maxParallelism, KeyGroupRange keyGroups, int version = 0)
    {
        (_version, _mark) = (version, (byte)(version + 1));
        _hasher = hasher;
        _maxParallelism = (uint)maxParallelism;
        _start = (uint)keyGroups.Start;
        _comparer = typeof(TKey).IsValueType ? null : EqualityComparer<TKey>.Default;
        _groups = new HeapGroup<TKey, TValue>[keyGroups.Count];
        foreach (ref var group in _groups.AsSpan())
        {
            Reset(ref group);
        }
    }

    /// <summary>How many keys have a value.</summary>
    public override long Count
    {
        get
        {
            long count = 0;
            foreach (ref readonly var group in _groups.AsSpan())
            {
                count += group.Count;
            }

            return count;
        }
    }

    /// <summary>The value of a key, added as default if it has none. The reference may be written to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue GetOrAdd(in TKey key, uint hash, out bool added)
    {
        var place = hash * _maxParallelism;
        ref var group = ref GroupAt(place);
        if (!group.IsShared)
        {
            ref TValue value = ref FindAndMark(ref group, in key, hash, (uint)place, _mark);
            if (!Unsafe.IsNullRef(ref value))
            {
                added = false;
                return ref value;
            }
        }

        return ref GetOrAddSlowly(ref group, in key, hash, (uint)place, out added);
    }

    /// <summary>The value of a key, for reading only; a null reference when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue Find(in TKey key, uint hash)
    {
        var place = hash * _maxParallelism;
        return ref Find(ref GroupAt(place), in key, hash, (uint)place);
    }

    /// <summary>The value of a key, for writing; a null reference when there is none.</summary>
    public ref TValue FindWritable(in TKey key, uint hash)
    {
        var place = hash * _maxParallelism;
        ref var group = ref GroupAt(place);
        ref TValue value = ref Find(ref group, in key, hash, (uint)place);
        if (!Unsafe.IsNullRef(ref value))
        {
            Own(ref group, SlotOf(ref group, ref value));
        }

        return ref value;
    }

    /// <summary>Removes a key; false when it was not there.</summary>
    public bool Remove(in TKey key, uint hash)
    {
        ref TValue value = ref FindWritable(in key, hash);
        if (Unsafe.IsNullRef(ref value))
        {
            return false;
        }

        ref var group = ref GroupAt(hash * _maxParallelism);
        var index = SlotOf(ref group, ref value);

        // As it is stored: an equal key may have other bytes.
        NoteRemoved(ref group, in group.Slots[index].Key);
        if (group.Count == 1)
        {
            // The arrays are left to a snapshot that may read them; small ones are kept for the next key.
            if (group.IsShared || group.Slots.Length > BucketSize)
            {
                Interlocked.Add(ref _bytes, -SizeOf(group.Slots.Length));
                var removed = group.Removed;
                Reset(ref group);
                group.Removed = removed;
                return true;
            }

            group.Budget = BudgetOf(group.Buckets);
            group.Count = 0;
            group.Tags.AsSpan().Clear();
            group.Slots.AsSpan().Clear();
            return true;
        }

        group.Slots[index] = default;

        // No look-up goes on past a bucket with an empty slot, so nothing depends on this one if there is another.
        var tag = TagOf(index);
        if (group.Tags.AsSpan(tag & ~(TagStride - 1), BucketSize).Contains((byte)0))
        {
            group.Tags[tag] = 0;
            group.Budget++;
        }
        else
        {
            group.Tags[tag] = Deleted;
        }

        group.Count--;
        return true;
    }

    public bool Write(in TKey key, uint hash, ICodec codec, StateWriter writer)
    {
        ref TValue value = ref Find(in key, hash);
        if (Unsafe.IsNullRef(ref value))
        {
            return false;
        }

        ((Codec<TValue>)codec).Write(in value, writer);
        return true;
    }

    public bool Has(in TKey key, uint hash) => !Unsafe.IsNullRef(ref Find(in key, hash));

    /// <summary>All keys, group by group. What is changed meanwhile may be seen or not.</summary>
    public IEnumerable<TKey> Keys()
    {
        for (var group = 0; group < _groups.Length; group++)
        {
            var (tags, slots) = (_groups[group].Tags, _groups[group].Slots);
            for (var i = 0; i < slots.Length; i++)
            {
                if (tags[TagOf(i)] >= Occupied)
                {
                    yield return slots[i].Key;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref HeapGroup<TKey, TValue> GroupAt(ulong place)
    {
        var index = (uint)(place >> 32) - _start;
        var groups = _groups;
        if (index >= (uint)groups.Length)
        {
            ThrowForeign((uint)(place >> 32));
        }

        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(groups), index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref TValue Find(ref HeapGroup<TKey, TValue> group, in TKey key, uint hash, uint fraction)
    {
        var bucket = (uint)(((ulong)fraction * group.Buckets) >> 32);
        var wanted = Vector128.Create((byte)(hash | Occupied));
        ref var tagsStart = ref MemoryMarshal.GetArrayDataReference(group.Tags);
        ref var slotsStart = ref MemoryMarshal.GetArrayDataReference(group.Slots);
        while (true)
        {
            var tags = Vector128.LoadUnsafe(ref tagsStart, (nuint)bucket * TagStride);
            var matches = Vector128.Equals(tags, wanted).ExtractMostSignificantBits();
            while (matches != 0)
            {
                ref var slot = ref Unsafe.Add(ref slotsStart, (nuint)((bucket * BucketSize) + (uint)BitOperations.TrailingZeroCount(matches)));
                if (AreEqual(in slot.Key, in key))
                {
                    return ref slot.Value;
                }

                matches &= matches - 1;
            }

            if (Vector128.EqualsAny(tags, Vector128<byte>.Zero))
            {
                return ref Unsafe.NullRef<TValue>();
            }

            bucket = bucket + 1 == group.Buckets ? 0 : bucket + 1;
        }
    }

    /// <summary>The same, for a write: the slot is marked as written. Not while a snapshot may read the group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref TValue FindAndMark(ref HeapGroup<TKey, TValue> group, in TKey key, uint hash, uint fraction, byte mark)
    {
        var bucket = (uint)(((ulong)fraction * group.Buckets) >> 32);
        var wanted = Vector128.Create((byte)(hash | Occupied));
        ref var tagsStart = ref MemoryMarshal.GetArrayDataReference(group.Tags);
        ref var slotsStart = ref MemoryMarshal.GetArrayDataReference(group.Slots);
        while (true)
        {
            var tags = Vector128.LoadUnsafe(ref tagsStart, (nuint)bucket * TagStride);
            var matches = Vector128.Equals(tags, wanted).ExtractMostSignificantBits();
            while (matches != 0)
            {
                var inBucket = (uint)BitOperations.TrailingZeroCount(matches);
                ref var slot = ref Unsafe.Add(ref slotsStart, (nuint)((bucket * BucketSize) + inBucket));
                if (AreEqual(in slot.Key, in key))
                {
                    Unsafe.Add(ref tagsStart, (nuint)((bucket * TagStride) + BucketSize + inBucket)) = mark;
                    return ref slot.Value;
                }

                matches &= matches - 1;
            }

            if (Vector128.EqualsAny(tags, Vector128<byte>.Zero))
            {
                return ref Unsafe.NullRef<TValue>();
            }

            bucket = bucket + 1 == group.Buckets ? 0 : bucket + 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool AreEqual(in TKey left, in TKey right) =>
        typeof(TKey).IsValueType ? EqualityComparer<TKey>.Default.Equals(left, right) : _comparer!.Equals(left, right);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TValue GetOrAddSlowly(ref HeapGroup<TKey, TValue> group, in TKey key, uint hash, uint fraction, out bool added)
    {
        if (group.IsShared)
        {
            ref TValue value = ref Find(ref group, in key, hash, fraction);
            if (!Unsafe.IsNullRef(ref value))
            {
                Own(ref group, SlotOf(ref group, ref value));
                added = false;
                return ref value;
            }
        }

        added = true;
        if (group.Budget == 0)
        {
            Grow(ref group, fraction);
        }

        return ref Insert(ref group, in key, hash, fraction, _mark);
    }

    private ref TValue Insert(ref HeapGroup<TKey, TValue> group, in TKey key, uint hash, uint fraction, byte mark)
    {
        var bucket = (uint)(((ulong)fraction * group.Buckets) >> 32);
        while (true)
        {
            var tags = Vector128.LoadUnsafe(ref group.Tags[0], (nuint)bucket * TagStride);
            var free = ~tags.ExtractMostSignificantBits() & 0xFFFF;
            if (free != 0)
            {
                var index = (int)((bucket * BucketSize) + (uint)BitOperations.TrailingZeroCount(free));
                if (group.IsShared)
                {
                    Preserve(ref group, index);
                }

                ref var tag = ref group.Tags[TagOf(index)];
                group.Budget -= tag == 0 ? 1 : 0;
                tag = (byte)(hash | Occupied);
                Unsafe.Add(ref tag, BucketSize) = mark;
                group.Count++;
                group.Slots[index].Key = key;
                return ref group.Slots[index].Value;
            }

            bucket = bucket + 1 == group.Buckets ? 0 : bucket + 1;
        }
    }

    private static void Reset(ref HeapGroup<TKey, TValue> group) =>
        group = new HeapGroup<TKey, TValue> { Tags = s_noTags, Slots = [], Buckets = 1 };

    private static long SizeOf(long slots) => slots * (Unsafe.SizeOf<HeapSlot<TKey, TValue>>() + 2);

    private static int SlotOf(ref HeapGroup<TKey, TValue> group, ref TValue value) =>
        (int)(Unsafe.ByteOffset(ref group.Slots[0].Value, ref value) / Unsafe.SizeOf<HeapSlot<TKey, TValue>>());

    /// <summary>Where in the array of tags that of a slot is; <see cref="BucketSize"/> behind it is the slot's version.</summary>
    private static int TagOf(int slot) => slot + (slot & ~(BucketSize - 1));

    private static int BudgetOf(uint buckets) => (int)buckets * MostInBucket;

    [DoesNotReturn]
    private void ThrowForeign(uint group) => throw new ArgumentException(
        $"A key belongs to key group {group}, and this subtask owns {new KeyGroupRange((int)_start, (int)_start + _groups.Length)}: the record was sent " +
        "to the wrong subtask. Has its key changed after KeyBy?");
}
