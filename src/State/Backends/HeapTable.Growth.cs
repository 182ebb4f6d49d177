namespace Weir.State.Backends;

/// <content>
/// A snapshot has the keys of a group in the order of their places. Put back in that order they would all crowd into the beginning of a
/// table that grows with their number: the more there are, the longer each looks for a place. So the table grows to what it will be when as
/// many have come in all places as in those up to the last.
/// </content>
internal sealed partial class HeapTable<TKey, TValue>
{
    // With fewer, where they are says too little of how many will come.
    private const int EnoughToForesee = 1024;

    /// <summary>
    /// Moves a group to larger arrays, or to ones of the same size when much of it is deleted slots; or lets it take more of those that it
    /// has, when they were made for more keys than there were.
    /// </summary>
    /// <param name="group">Its budget is used up.</param>
    /// <param name="fraction">The place of the next key.</param>
    private void Grow(ref HeapGroup<TKey, TValue> group, uint fraction)
    {
        var old = group;
        var foreseen = Foresee(ref old, fraction);
        var left = old.Slots.Length == 0 ? 0 : CountEmpty(old.Tags) - (int)(old.Buckets * (BucketSize - MostInBucket));
        if (left > 0 && foreseen <= BudgetOf(old.Buckets))
        {
            group.Budget = Math.Min(left, Math.Max(old.Count, EnoughToForesee));
            return;
        }

        var buckets = old.Slots.Length == 0 ? 1
            : old.Count <= BudgetOf(old.Buckets) / 2 ? old.Buckets
            : old.Buckets < 8 ? old.Buckets * 2
            : old.Buckets + (old.Buckets / 2);
        buckets = Math.Max(buckets, (uint)Math.Min(foreseen / MostInBucket, MostBuckets));
        if (buckets > MostBuckets)
        {
            throw new InvalidOperationException(
                $"A key group has {old.Count} keys in one state, and cannot grow. Give the operator a higher max parallelism, and with it more key groups.");
        }

        Allocate(ref group, buckets);
        for (var i = 0; i < old.Slots.Length; i++)
        {
            var tag = TagOf(i);
            if (old.Tags[tag] >= Occupied)
            {
                ref var slot = ref old.Slots[i];
                var hash = _hasher.Hash(in slot.Key);
                Insert(ref group, in slot.Key, hash, (uint)(hash * _maxParallelism), old.Tags[tag + BucketSize]) = slot.Value;
            }
        }

        // What is foreseen is looked at again with twice as many keys.
        group.Budget = Math.Min(group.Budget, Math.Max(group.Count, EnoughToForesee));
    }

    private static uint MostBuckets => (uint)(Array.MaxLength / TagStride);

    /// <summary>How many keys there will be if those that are there are all up to the last place that is taken; in any other order, how many there are.</summary>
    private long Foresee(ref HeapGroup<TKey, TValue> group, uint fraction)
    {
        if (group.Count < EnoughToForesee)
        {
            return group.Count;
        }

        var last = fraction;
        for (var bucket = (int)group.Buckets - 1; bucket >= 0; bucket--)
        {
            var isTaken = false;
            for (var slot = bucket * BucketSize; slot < (bucket + 1) * BucketSize; slot++)
            {
                if (group.Tags[TagOf(slot)] >= Occupied)
                {
                    isTaken = true;
                    last = Math.Max(last, (uint)(_hasher.Hash(in group.Slots[slot].Key) * _maxParallelism));
                }
            }

            if (isTaken)
            {
                break;
            }
        }

        // A little more than that, so that it does not end with almost enough. But keys can be chosen to be in few places.
        const double Margin = 1.06;
        const int MostTimes = 64;
        return last > uint.MaxValue / 16 * 15 ? group.Count : (long)Math.Min(MostTimes * (double)group.Count, group.Count * Margin / ((last + 1.0) / ((double)uint.MaxValue + 1)));
    }

    private static int CountEmpty(byte[] tags)
    {
        var empty = 0;
        for (var bucket = 0; bucket < tags.Length; bucket += TagStride)
        {
            empty += tags.AsSpan(bucket, BucketSize).Count((byte)0);
        }

        return empty;
    }

    private void Allocate(ref HeapGroup<TKey, TValue> group, uint buckets)
    {
        // Restored, several groups may grow at once.
        Interlocked.Add(ref _bytes, SizeOf((long)buckets * BucketSize) - SizeOf(group.Slots.Length));
        group.Tags = new byte[buckets * TagStride];
        group.Slots = new HeapSlot<TKey, TValue>[buckets * BucketSize];
        group.Buckets = buckets;
        group.Budget = BudgetOf(buckets);
        group.Count = 0;
        group.IsShared = false;
    }
}
