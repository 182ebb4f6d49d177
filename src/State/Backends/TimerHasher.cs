using Weir.State.Keys;

namespace Weir.State.Backends;

/// <summary>Hashes timers into the key group of their key, and within that each to a place of its own.</summary>
internal sealed class TimerHasher<TKey>(int maxParallelism) : KeyHasher<TimerId<TKey>>
{
    // How many hashes each key group has at least.
    private readonly ulong _width = (1UL << 32) / (uint)maxParallelism;

    public override uint Hash(in TimerId<TKey> key)
    {
        var group = (ulong)key.Hash * (uint)maxParallelism >> 32;
        var first = ((group << 32) + (uint)maxParallelism - 1) / (uint)maxParallelism;
        var mixed = Math.BigMul((ulong)key.Timestamp ^ 0x9E3779B97F4A7C15UL, ((ulong)key.Hash << 32) | 0x85EBCA6BUL, out var low);
        return (uint)(first + ((uint)((mixed ^ low) >> 16) * _width >> 32));
    }
}
