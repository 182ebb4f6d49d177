using System.Runtime.CompilerServices;

namespace Weir.State.Keys;

/// <summary>How one key type becomes a hash. A struct, so that the loop over a batch is compiled for it alone.</summary>
internal interface IKeyHash<TKey>
{
    static abstract uint Of(in TKey key);
}

internal sealed class FixedKeyHasher<TKey, THash> : KeyHasher<TKey>
    where THash : struct, IKeyHash<TKey>
{
    public override uint Hash(in TKey key) => THash.Of(in key);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Hash(ReadOnlySpan<TKey> keys, Span<uint> hashes)
    {
        hashes = hashes[..keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            hashes[i] = THash.Of(in keys[i]);
        }
    }
}
