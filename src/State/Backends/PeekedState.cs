namespace Weir.State.Backends;

/// <summary>What a running operator's state has of a key.</summary>
/// <param name="Description">How it is encoded.</param>
/// <param name="Value">As in a snapshot; null: the key has nothing.</param>
/// <param name="Ttl">When it expires; null: never.</param>
internal sealed record PeekedState(StoredState Description, byte[]? Value, StateTtl? Ttl);
