namespace Weir.State.Savepoints;

/// <summary>An entry of a keyed state as it is stored.</summary>
/// <param name="Key">The encoded key.</param>
/// <param name="Value">The encoded value; of a timer, its time.</param>
internal readonly record struct StoredEntry(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);
