namespace Weir.State.Backends;

/// <summary>Elements of a list as they were stored, one after the other.</summary>
internal sealed record RestoredList(StoredState State, IReadOnlyList<ReadOnlyMemory<byte>> Elements);
