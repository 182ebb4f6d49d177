namespace Weir.State.Backends;

/// <summary>The key that a backend's states are bound to.</summary>
internal sealed class KeyContext<TKey>
{
    public TKey Key = default!;
    public uint Hash;
}
