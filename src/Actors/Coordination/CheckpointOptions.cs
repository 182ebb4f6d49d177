namespace Weir.Actors.Coordination;

/// <summary>Who asked for a checkpoint.</summary>
internal enum CheckpointKind
{
    Periodic,
    Manual,

    /// <summary>All data has been read: it commits the last of it, and the job finishes.</summary>
    Final,
}

/// <summary>What a barrier carries beside its id.</summary>
/// <param name="Kind">Manual checkpoints taken when all data has been read are <see cref="CheckpointKind.Final"/>.</param>
internal readonly record struct CheckpointOptions(CheckpointKind Kind)
{
    public bool IsFinal => Kind == CheckpointKind.Final;
}
