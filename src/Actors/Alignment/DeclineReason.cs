namespace Weir.Actors.Alignment;

/// <summary>Why a subtask does not take part in a checkpoint.</summary>
internal enum DeclineReason
{
    /// <summary>A newer barrier came before this one was aligned.</summary>
    Subsumed,

    /// <summary>A cancellation marker came from upstream.</summary>
    CancelledUpstream,

    /// <summary>The synchronous part of its snapshot failed.</summary>
    SnapshotFailed,

    /// <summary>Writing its snapshot failed.</summary>
    WriteFailed,

    /// <summary>It was triggered before it ran.</summary>
    NotRunning,
}
