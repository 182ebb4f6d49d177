using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weir.State.Backends;

/// <summary>Sees the value of each key of a batch; <paramref name="index"/> is the key's place in it.</summary>
internal delegate void UpdateValue<TState, TValue>(ref TState state, int index, ref TValue value, bool added);

/// <summary>The same as a struct, whose method is compiled into the loop.</summary>
internal interface IValueUpdate<TValue>
{
    void Update(int index, ref TValue value, bool added);
}

internal sealed partial class HeapTable<TKey, TValue>
{
    // Long enough that memory has answered by the time that the first is looked up, short enough that the first-level cache holds all.
    private const int BlockSize = 32;

    // A table that the second-level cache holds needs no fetching ahead.
    private const long FetchFromBytes = 512 * 1024;

    /// <summary>
    /// Gets or adds the values of a batch of keys, in their order. The update must not use the table itself. When the table is larger
    /// than the caches, memory is asked for some keys ahead, so that their misses overlap.
    /// </summary>
    public void Update<TUpdate>(ReadOnlySpan<TKey> keys, ReadOnlySpan<uint> hashes, ref TUpdate update)
        where TUpdate : struct, IValueUpdate<TValue>
    {
        hashes = hashes[..keys.Length];
        if (_bytes < FetchFromBytes)
        {
            UpdateRange(keys, hashes, 0, keys.Length, ref update);
            return;
        }

        for (var start = 0; start < keys.Length; start += BlockSize)
        {
            var end = Math.Min(start + BlockSize, keys.Length);
            Fetch(hashes[start..end]);
            UpdateRange(keys, hashes, start, end, ref update);
        }
    }

    /// <summary>The same with a function, which should be static.</summary>
    public void Update<TState>(ReadOnlySpan<TKey> keys, ReadOnlySpan<uint> hashes, ref TState state, UpdateValue<TState, TValue> update)
    {
        hashes = hashes[..keys.Length];
        for (var start = 0; start < keys.Length; start += BlockSize)
        {
            var end = Math.Min(start + BlockSize, keys.Length);
            Fetch(hashes[start..end]);
            for (var i = start; i < end; i++)
            {
                ref TValue value = ref GetOrAdd(in keys[i], hashes[i], out var added);
                update(ref state, i, ref value, added);
            }
        }
    }

    /// <summary>Asks memory for what the look-ups of these hashes will read. For loops of their own: some 32 at a time.</summary>
    public unsafe void Fetch(ReadOnlySpan<uint> hashes)
    {
        if (_bytes < FetchFromBytes || !Sse.IsSupported)
        {
            return;
        }

        foreach (var hash in hashes)
        {
            var place = hash * _maxParallelism;
            ref var group = ref GroupAt(place);
            var bucket = (uint)(((ulong)(uint)place * group.Buckets) >> 32);
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(group.Tags), (nuint)bucket * TagStride)));
        }

        // Most keys are in their own bucket: the first slot whose tag is theirs is most likely it.
        foreach (var hash in hashes)
        {
            var place = hash * _maxParallelism;
            ref var group = ref GroupAt(place);
            var bucket = (uint)(((ulong)(uint)place * group.Buckets) >> 32);
            var tags = Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(group.Tags), (nuint)bucket * TagStride);
            var matches = Vector128.Equals(tags, Vector128.Create((byte)(hash | Occupied))).ExtractMostSignificantBits();
            var index = (bucket * BucketSize) + ((uint)BitOperations.TrailingZeroCount(matches) & (BucketSize - 1));
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(group.Slots), (nuint)index)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void UpdateRange<TUpdate>(ReadOnlySpan<TKey> keys, ReadOnlySpan<uint> hashes, int start, int end, ref TUpdate update)
        where TUpdate : struct, IValueUpdate<TValue>
    {
        // In locals, which the compiler can keep in registers across the update.
        var groups = _groups;
        var (maxParallelism, first, mark) = (_maxParallelism, _start, _mark);
        for (var i = start; i < end; i++)
        {
            var hash = hashes[i];
            var place = hash * maxParallelism;
            var index = (uint)(place >> 32) - first;
            if (index >= (uint)groups.Length)
            {
                ThrowForeign((uint)(place >> 32));
            }

            ref var group = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(groups), index);
            if (!group.IsShared)
            {
                ref TValue value = ref FindAndMark(ref group, in keys[i], hash, (uint)place, mark);
                if (!Unsafe.IsNullRef(ref value))
                {
                    update.Update(i, ref value, added: false);
                    continue;
                }
            }

            update.Update(i, ref GetOrAddSlowly(ref group, in keys[i], hash, (uint)place, out var added), added);
        }
    }
}
