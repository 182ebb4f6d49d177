namespace Weir.Operators.Elements;

/// <summary>Stands where the barrier of a checkpoint would, when the producer gave that checkpoint up.</summary>
internal sealed class CancellationMarker(long checkpointId) : StreamElement
{
    public long CheckpointId { get; } = checkpointId;

    public override ElementKind Kind => ElementKind.CancellationMarker;

    public override string ToString() => $"CancellationMarker({CheckpointId})";
}
