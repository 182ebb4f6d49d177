namespace Weir.State.Backends;

/// <summary>A timer where it is kept.</summary>
internal struct TimerSlot<TKey>
{
    public long Timestamp;

    /// <summary>Counts up with each timer added; of a free slot, the next free one.</summary>
    public long Order;
    public TKey Key;
    public uint Hash;
}
