using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.State.Backends;

/// <content>Putting stored entries back. Several threads may do that, each with another key group.</content>
internal sealed partial class HeapTable<TKey, TValue>
{
    // As their version: what is put back has not changed since it was stored.
    private const byte Restored = 0;

    private const int RestoredAtOnce = 256;

    // Room for some keys that come later.
    private const int SpareShare = 16;

    public override void Reserve(int keyGroup, long count)
    {
        ref var group = ref GroupAt((ulong)keyGroup << 32);
        if (group.Count == 0 && !group.IsShared && count > 0)
        {
            var buckets = (uint)Math.Min((count + (count / SpareShare) + MostInBucket - 1) / MostInBucket, MostBuckets);
            if (group.Slots.Length < buckets * BucketSize)
            {
                Allocate(ref group, buckets);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Restore(int keyGroup, int count, ICodec key, ICodec value, ReadOnlySpan<byte> bytes)
    {
        var entries = EntryCodec<TKey, TValue>.For((Codec<TKey>)key, (Codec<TValue>)value);
        var reader = new StateReader(bytes);
        ref var group = ref GroupAt((ulong)keyGroup << 32);
        var slots = ArrayPool<HeapSlot<TKey, TValue>>.Shared.Rent(RestoredAtOnce);
        var keys = ArrayPool<TKey>.Shared.Rent(RestoredAtOnce);
        Span<uint> hashes = stackalloc uint[RestoredAtOnce];
        for (var left = count; left > 0;)
        {
            var decoded = slots.AsSpan(0, Math.Min(left, RestoredAtOnce));
            entries.Read(ref reader, decoded);
            for (var i = 0; i < decoded.Length; i++)
            {
                keys[i] = decoded[i].Key;
            }

            _hasher.Hash(keys.AsSpan(0, decoded.Length), hashes);
            Restore(ref group, keyGroup, decoded, hashes);
            left -= decoded.Length;
        }

        ArrayPool<HeapSlot<TKey, TValue>>.Shared.Return(slots, RuntimeHelpers.IsReferenceOrContainsReferences<HeapSlot<TKey, TValue>>());
        ArrayPool<TKey>.Shared.Return(keys, RuntimeHelpers.IsReferenceOrContainsReferences<TKey>());
        CheckEnd(reader.Remaining, bytes.Length, count, "entries");
    }

    public override void RestoreRemoved(int keyGroup, int count, ICodec key, ReadOnlySpan<byte> bytes)
    {
        var keys = (Codec<TKey>)key;
        var reader = new StateReader(bytes);
        for (var i = 0; i < count; i++)
        {
            var removed = keys.Read(ref reader);
            var hash = _hasher.Hash(in removed);
            CheckGroup(in removed, keyGroup, KeyGroups.Of(hash, (int)_maxParallelism));
            Remove(in removed, hash);
        }

        CheckEnd(reader.Remaining, bytes.Length, count, "removed keys");
    }

    /// <summary>What is written and removed from here on, whenever that is, has not changed since it was stored.</summary>
    public override void BeginRestore() => (_mark, _isTracked) = (Restored, false);

    /// <summary>What is written from here on has changed.</summary>
    public override void EndRestore() => (_mark, _isTracked) = ((byte)(_version + 1), true);

    // A restore is over before the runtime would have found out that this is worth compiling well.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Restore(ref HeapGroup<TKey, TValue> group, int keyGroup, Span<HeapSlot<TKey, TValue>> entries, ReadOnlySpan<uint> hashes)
    {
        hashes = hashes[..entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var hash = hashes[i];
            var place = hash * _maxParallelism;
            if ((uint)(place >> 32) != (uint)keyGroup)
            {
                CheckGroup(in entries[i].Key, keyGroup, (int)(place >> 32));
            }

            if (group.IsShared || group.Budget == 0)
            {
                // Where a snapshot reads, or the arrays have to grow: as the stream does it.
                GetOrAdd(in entries[i].Key, hash, out _) = entries[i].Value;
            }
            else
            {
                Put(ref group, ref entries[i], hash, (uint)place);
            }
        }
    }

    /// <summary>Sets an entry, and marks it as restored. Only where no snapshot reads, and a slot may be taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(ref HeapGroup<TKey, TValue> group, ref HeapSlot<TKey, TValue> entry, uint hash, uint fraction)
    {
        var bucket = (uint)(((ulong)fraction * group.Buckets) >> 32);
        var wanted = Vector128.Create((byte)(hash | Occupied));
        while (true)
        {
            ref var tagsStart = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(group.Tags), (nuint)bucket * TagStride);
            ref var slotsStart = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(group.Slots), (nuint)bucket * BucketSize);
            var tags = Vector128.LoadUnsafe(ref tagsStart);
            for (var matches = Vector128.Equals(tags, wanted).ExtractMostSignificantBits(); matches != 0; matches &= matches - 1)
            {
                var found = BitOperations.TrailingZeroCount(matches);
                if (AreEqual(in Unsafe.Add(ref slotsStart, found).Key, in entry.Key))
                {
                    Unsafe.Add(ref slotsStart, found).Value = entry.Value;
                    Unsafe.Add(ref tagsStart, BucketSize + found) = Restored;
                    return;
                }
            }

            // Slots of removed keys are left as they are: there are hardly any while state is put back.
            var empty = Vector128.Equals(tags, Vector128<byte>.Zero).ExtractMostSignificantBits();
            if (empty != 0)
            {
                var index = BitOperations.TrailingZeroCount(empty);
                Unsafe.Add(ref tagsStart, index) = (byte)(hash | Occupied);
                Unsafe.Add(ref tagsStart, BucketSize + index) = Restored;
                Unsafe.Add(ref slotsStart, index) = entry;
                group.Budget--;
                group.Count++;
                return;
            }

            bucket = bucket + 1 == group.Buckets ? 0 : bucket + 1;
        }
    }
}
