using Weir.State;

namespace Weir.Operators.Elements;

/// <summary>Divides the records of a channel into those that belong to checkpoint <see cref="CheckpointId"/> and those after it.</summary>
/// <param name="checkpointId">The checkpoint.</param>
/// <param name="timestampMs">When it was triggered, milliseconds since 1970-01-01 UTC.</param>
/// <param name="location">The folder of a savepoint; null for a checkpoint, whose place follows from its id.</param>
/// <param name="suspends">Whether each subtask stands still behind it.</param>
/// <param name="mayOvertake">Whether the checkpoint may be taken with records in flight.</param>
internal sealed class Barrier(long checkpointId, long timestampMs, string? location = null, bool suspends = false, bool mayOvertake = false)
    : StreamElement
{
    public long CheckpointId { get; } = checkpointId;

    /// <summary>When the checkpoint was triggered, milliseconds since 1970-01-01 UTC.</summary>
    public long TimestampMs { get; } = timestampMs;

    /// <summary>The folder of a savepoint; null for a checkpoint.</summary>
    public string? Location { get; } = location;

    /// <summary>Whether each subtask stands still behind it, until it hears what becomes of the savepoint.</summary>
    public bool Suspends { get; } = suspends;

    /// <summary>Whether the checkpoint may be taken with records in flight; a savepoint's may not.</summary>
    public bool MayOvertake { get; } = mayOvertake;

    /// <summary>The checkpoint whose shared files may be named again; 0: none; null: nothing is shared.</summary>
    public long? IncrementalBase { get; init; }

    /// <summary>How a savepoint is written; null for a checkpoint.</summary>
    public SavepointFormat? Savepoint { get; init; }

    public override ElementKind Kind => ElementKind.Barrier;

    public override string ToString() => $"Barrier({CheckpointId})";
}
