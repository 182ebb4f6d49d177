namespace Weir.State.Backends;

/// <summary>A key and its value, side by side: a hit touches one cache line.</summary>
internal struct HeapSlot<TKey, TValue>
{
    public TKey Key;
    public TValue Value;
}

/// <summary>
/// One key group's open hash table. Slots come in buckets of sixteen; each slot has a tag byte: 0 empty, 1 deleted, else 0x80 and seven
/// bits of the hash. A look-up compares sixteen tags at once, and goes to the next bucket only past a full one.
/// </summary>
internal struct HeapGroup<TKey, TValue>
{
    /// <summary>
    /// For each bucket the sixteen tags, and then for each slot the version (its low byte) at which it was last written: beside each other,
    /// so that the look-up has fetched what the write marks.
    /// </summary>
    public byte[] Tags;
    public HeapSlot<TKey, TValue>[] Slots;
    public uint Buckets;

    /// <summary>How many more empty slots may be taken before the table grows.</summary>
    public int Budget;
    public int Count;

    /// <summary>Whether a snapshot may still read the arrays, so that a page of them must be preserved before it is written to.</summary>
    public bool IsShared;

    /// <summary>The keys that were removed since a snapshot that may still be built upon; null when there are none.</summary>
    public RemovedKeys<TKey>? Removed;
}
