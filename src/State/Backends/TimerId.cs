namespace Weir.State.Backends;

/// <summary>A timer as a key: its time, and the key that asked for it with its hash.</summary>
internal readonly struct TimerId<TKey>(long timestamp, TKey key, uint hash) : IEquatable<TimerId<TKey>>
{
    public readonly long Timestamp = timestamp;
    public readonly TKey Key = key;
    public readonly uint Hash = hash;

    public bool Equals(TimerId<TKey> other) =>
        Timestamp == other.Timestamp && Hash == other.Hash && EqualityComparer<TKey>.Default.Equals(Key, other.Key);

    public override bool Equals(object? obj) => obj is TimerId<TKey> other && Equals(other);

    public override int GetHashCode() => unchecked((int)(Hash ^ ((ulong)Timestamp * 0x9E3779B97F4A7C15UL >> 32)));
}
