namespace Weir.Actors.Coordination;

/// <summary>Who asked for a checkpoint.</summary>
internal enum CheckpointKind
{
    Periodic,
    Manual,

    /// <summary>All data has been read: it commits the last of it, and the job finishes.</summary>
    Final,

    /// <summary>
    /// The user's, in a folder of its own. It is no part of the job's completed checkpoints, subsumes none and is
    /// subsumed by none; nothing is committed for it but when it stops the job.
    /// </summary>
    Savepoint,
}

/// <summary>What a barrier carries beside its id.</summary>
/// <param name="Kind">Manual checkpoints taken when all data has been read are <see cref="CheckpointKind.Final"/>.</param>
/// <param name="Savepoint">What the savepoint is to be; null for checkpoints.</param>
/// <param name="Location">The savepoint's own folder; null for checkpoints, whose place follows from their id.</param>
internal readonly record struct CheckpointOptions(CheckpointKind Kind, SavepointTarget? Savepoint = null, string? Location = null)
{
    /// <summary>Whether the checkpoint may be taken with records in flight.</summary>
    public bool MayOvertake { get; init; }

    /// <summary>The checkpoint whose shared files may be named again; 0: there is none; null: nothing is shared.</summary>
    public long? IncrementalBase { get; init; }

    public bool IsFinal => Kind == CheckpointKind.Final;
}
