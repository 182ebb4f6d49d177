using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weir.State.Backends;

/// <content>
/// A table much larger than the processor's caches costs a wait for memory with each key. A loop over many keys asks for the lines of
/// later keys ahead of time, so that the waits overlap: first the tags, then, when they are there, the slot that they point to.
/// </content>
internal sealed partial class HeapTable<TKey, TValue>
{
    /// <summary>Tables above this are worth asking ahead; the others live in the caches.</summary>
    private const long LargeBytes = 2 << 20;

    private bool IsLarge => Sse.IsSupported && _bytes > LargeBytes;

    /// <summary>Asks for the tags that a look-up of the hash reads. Foreign hashes are left alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void PrefetchTags(uint hash)
    {
        var place = hash * _maxParallelism;
        var index = (uint)(place >> 32) - _start;
        if (index < (uint)_groups.Length)
        {
            ref var group = ref _groups[index];
            var bucket = (uint)(((place & uint.MaxValue) * group.Buckets) >> 32);

            // A hint: an address that the garbage collector has made stale does no harm.
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(group.Tags), (nuint)bucket * TagStride)));
        }
    }

    /// <summary>Asks for the first slot that a look-up of the hash reads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void PrefetchSlot(uint hash)
    {
        var place = hash * _maxParallelism;
        var index = (uint)(place >> 32) - _start;
        if (index < (uint)_groups.Length)
        {
            ref var group = ref _groups[index];
            var bucket = (uint)(((place & uint.MaxValue) * group.Buckets) >> 32);
            var tags = Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(group.Tags), (nuint)bucket * TagStride);
            var matches = Vector128.Equals(tags, Vector128.Create((byte)(hash | Occupied))).ExtractMostSignificantBits();
            if (matches != 0)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(
                    ref MemoryMarshal.GetArrayDataReference(group.Slots),
                    (nuint)((bucket * BucketSize) + (uint)BitOperations.TrailingZeroCount(matches)))));
            }
        }
    }
}
