using Weir.State.Codecs;

namespace Weir.State.Keys;

/// <summary>Hashes keys stably: equal keys have the same hash in every process, on every machine, in every version.</summary>
internal abstract class KeyHasher<TKey>
{
    private static KeyHasher<TKey>? s_default;

    /// <summary>The hasher of the key type; throws <see cref="NoCodecException"/> when the type cannot be a key.</summary>
    public static KeyHasher<TKey> Default => s_default ??= (KeyHasher<TKey>)KeyHashers.For(typeof(TKey));

    public abstract uint Hash(in TKey key);

    /// <summary>Hashes a batch; <paramref name="hashes"/> is at least as long as <paramref name="keys"/>.</summary>
    public virtual void Hash(ReadOnlySpan<TKey> keys, Span<uint> hashes)
    {
        hashes = hashes[..keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            hashes[i] = Hash(in keys[i]);
        }
    }
}
