namespace Weir.State.Storage;

/// <summary>Who owns a checkpoint. The numbers are stored.</summary>
internal enum CheckpointKind
{
    /// <summary>Taken and deleted by Weir.</summary>
    Checkpoint = 1,

    /// <summary>In the canonical format. Asked for, and never deleted by Weir, but for automatic ones.</summary>
    Savepoint = 2,

    /// <summary>The same in the state backend's own format.</summary>
    NativeSavepoint = 3,
}
