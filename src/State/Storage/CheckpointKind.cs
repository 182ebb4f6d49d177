namespace Weir.State.Storage;

/// <summary>Who owns a checkpoint. The numbers are stored.</summary>
internal enum CheckpointKind
{
    /// <summary>Taken and deleted by Weir.</summary>
    Checkpoint = 1,

    /// <summary>Asked for, and never deleted by Weir.</summary>
    Savepoint = 2,
}
