namespace Weir.Operators.Elements;

/// <summary>Divides the records of a channel into those that belong to checkpoint <see cref="CheckpointId"/> and those after it.</summary>
internal sealed class Barrier(long checkpointId, long timestampMs) : StreamElement
{
    public long CheckpointId { get; } = checkpointId;

    /// <summary>When the checkpoint was triggered, milliseconds since 1970-01-01 UTC.</summary>
    public long TimestampMs { get; } = timestampMs;

    public override ElementKind Kind => ElementKind.Barrier;

    public override string ToString() => $"Barrier({CheckpointId})";
}
