namespace Weir.Actors.Registry;

/// <summary>
/// Which facts and snapshots of the registry are not needed any more: what is older than the snapshot before the newest one. Should the
/// newest be damaged, that one is left, with the facts since.
/// </summary>
internal sealed class SnapshotPruning
{
    /// <summary>The sequence number of the newest snapshot that is there; 0: there is none.</summary>
    public long Newest { get; private set; }

    /// <summary>A snapshot was found.</summary>
    public void Recovered(long sequenceNr) => Newest = sequenceNr;

    /// <summary>A snapshot has been written. They are written beside each other, and may be done in any order.</summary>
    /// <returns>Up to which fact all can go, and all snapshots below; null: none.</returns>
    public long? Saved(long sequenceNr)
    {
        if (sequenceNr <= Newest)
        {
            return null;
        }

        var before = Newest;
        Newest = sequenceNr;
        return before > 0 ? before : null;
    }
}
