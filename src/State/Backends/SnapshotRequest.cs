using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>What a snapshot is taken for.</summary>
/// <param name="CheckpointId">The checkpoint or savepoint.</param>
internal readonly record struct SnapshotRequest(long CheckpointId)
{
    /// <summary>
    /// The checkpoint whose shared files the snapshot may name again: those that this backend has written or named for exactly that one, or
    /// was restored from as that one. They are there until this checkpoint is complete or given up. 0, or an id that the backend does not
    /// know: everything is written. A later request never has a smaller one, but for 0.
    /// </summary>
    public long IncrementalBase { get; init; }

    /// <summary>Of the files in which keyed state is written: shared when later checkpoints may name them.</summary>
    public StateScope Scope { get; init; }

    /// <summary>How a savepoint is written, which has no shared files; null: it is a checkpoint.</summary>
    public SavepointFormat? Savepoint { get; init; }
}
