namespace Weir.State.Backends;

/// <summary>Entries of one state in one key group, as they were stored. Kept until the state is asked for.</summary>
internal sealed record RestoredChunk(StoredState State, int KeyGroup, int Count, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Whether these are not entries but keys alone, which have been removed from what was stored before.</summary>
    public bool IsRemoval { get; init; }

    /// <summary>Whether earlier chunks of the state and key group may have the same keys.</summary>
    public bool IsOver { get; init; }
}
