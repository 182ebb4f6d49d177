namespace Weir.Actors.History;

/// <summary>How far a checkpoint is, or how it ended.</summary>
internal enum CheckpointProgress
{
    InProgress,
    Completed,
    Failed,
}
