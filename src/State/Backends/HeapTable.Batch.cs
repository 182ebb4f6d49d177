using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.State.Backends;

internal sealed partial class HeapTable<TKey, TValue>
{
    /// <summary>How many keys ahead memory is asked for: about what the processor can wait for at once.</summary>
    private const int PrefetchDistance = 24;

    // Finding out which few keys have changed costs more than writing them all.
    private const long MarkFromBytes = 64 * 1024;

    // The latest version of which some writes are not marked: of older ones nobody can tell what has changed since.
    private int _unmarkedVersion;

    // What a slot refers to may be of any size.
    private bool IsNotWorthMarking =>
        !RuntimeHelpers.IsReferenceOrContainsReferences<HeapSlot<TKey, TValue>>() && _bytes < MarkFromBytes;

    /// <summary>Gets or adds the values of many keys, in their order. The update must not use the table itself.</summary>
    /// <param name="keys">May repeat.</param>
    /// <param name="hashes">Of each key.</param>
    /// <param name="update">Sees the values.</param>
    /// <param name="place">The key that it is at: where it was when it throws. Starts there.</param>
    public void Update<TUpdate>(ReadOnlySpan<TKey> keys, ReadOnlySpan<uint> hashes, TUpdate update, ref int place)
        where TUpdate : struct, IValueUpdate<TValue>, allows ref struct
    {
        hashes = hashes[..keys.Length];
        if (IsNotWorthMarking)
        {
            _unmarkedVersion = _version + 1;
            Update<TUpdate, Unmarked>(keys, hashes, update, ref place);
            return;
        }

        if (IsLarge)
        {
            UpdateAhead(keys, hashes, update, ref place);
        }

        Update<TUpdate, Marked>(keys, hashes, update, ref place);
    }

    private void Update<TUpdate, TMarking>(ReadOnlySpan<TKey> keys, ReadOnlySpan<uint> hashes, TUpdate update, ref int place)
        where TUpdate : struct, IValueUpdate<TValue>, allows ref struct
        where TMarking : struct, IMarking
    {
        // In locals, which the compiler can keep in registers across the update.
        var groups = _groups;
        var (maxParallelism, first, mark) = (_maxParallelism, _start, _mark);
        for (var i = place; i < keys.Length; i++)
        {
            place = i;
            var hash = hashes[i];
            var product = hash * maxParallelism;
            var index = (uint)(product >> 32) - first;
            if (index >= (uint)groups.Length)
            {
                ThrowForeign((uint)(product >> 32));
            }

            ref var group = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(groups), index);
            if (!group.IsShared)
            {
                ref TValue value = ref TMarking.IsMarking
                    ? ref FindAndMark(ref group, in keys[i], hash, (uint)product, mark)
                    : ref Find(ref group, in keys[i], hash, (uint)product);
                if (!Unsafe.IsNullRef(ref value))
                {
                    update.Update(i, ref value, added: false);
                    continue;
                }
            }

            update.Update(i, ref GetOrAddSlowly(ref group, in keys[i], hash, (uint)product, out var added), added);
        }
    }

    /// <summary>The same but for the last keys, asking for memory ahead: for the tags of a key well before its slot, which only they can tell.</summary>
    private void UpdateAhead<TUpdate>(ReadOnlySpan<TKey> keys, ReadOnlySpan<uint> hashes, TUpdate update, ref int place)
        where TUpdate : struct, IValueUpdate<TValue>, allows ref struct
    {
        for (var ahead = 0; ahead < Math.Min(PrefetchDistance, keys.Length); ahead++)
        {
            PrefetchTags(hashes[ahead]);
        }

        var end = Math.Max(0, keys.Length - PrefetchDistance);
        for (var i = 0; i < end; i++)
        {
            place = i;
            PrefetchTags(hashes[i + PrefetchDistance]);
            PrefetchSlot(hashes[i + (PrefetchDistance / 2)]);
            update.Update(i, ref GetOrAdd(in keys[i], hashes[i], out var added), added);
        }

        place = end;
    }

    /// <summary>Whether a loop marks what it writes, as a type: it is compiled for each.</summary>
    private interface IMarking
    {
        static abstract bool IsMarking { get; }
    }

    private readonly struct Marked : IMarking
    {
        public static bool IsMarking => true;
    }

    private readonly struct Unmarked : IMarking
    {
        public static bool IsMarking => false;
    }
}
