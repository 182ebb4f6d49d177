using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.State.Backends;

/// <summary>What a keyed backend is made for.</summary>
/// <param name="KeyCodec">Stores the keys.</param>
/// <param name="Hasher">Hashes the keys.</param>
/// <param name="MaxParallelism">The number of key groups of the operator.</param>
/// <param name="KeyGroups">Those of this subtask.</param>
internal sealed record KeyedBackendContext<TKey>(Codec<TKey> KeyCodec, KeyHasher<TKey> Hasher, int MaxParallelism, KeyGroupRange KeyGroups)
{
    /// <summary>For a key type with its own codec and hasher; throws <see cref="NoCodecException"/> when it has none.</summary>
    public static KeyedBackendContext<TKey> For(int maxParallelism, KeyGroupRange keyGroups)
    {
        Keys.KeyGroups.CheckMaxParallelism(maxParallelism);
        return new KeyedBackendContext<TKey>(Codec.For<TKey>(), KeyHasher<TKey>.Default, maxParallelism, keyGroups);
    }

    /// <summary>The group of a hash; throws when it is not one of this backend's.</summary>
    public int OwnGroup(uint hash)
    {
        var group = Keys.KeyGroups.Of(hash, MaxParallelism);
        return KeyGroups.Contains(group)
            ? group
            : throw new ArgumentException(
                $"The key's hash {hash:x8} belongs to key group {group}; this subtask owns {KeyGroups}. The record was sent to the wrong " +
                "subtask: a key that changed after KeyBy, or a key type whose equal values hash differently.", nameof(hash));
    }
}
