namespace Weir.Actors.History;

/// <summary>A <see cref="CheckpointHistory"/> as it is kept beyond the leader.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Ended">Oldest first.</param>
/// <param name="Distributions">Bytes written, duration in milliseconds, bytes processed and bytes persisted during alignment, bytes of state.</param>
internal sealed record HistorySnapshot(
    DateTimeOffset At,
    long Restorations,
    long Completions,
    long Failures,
    RestoredFacts? Restored,
    IReadOnlyList<CheckpointFacts> Ended,
    CheckpointFacts? LatestCompleted,
    CheckpointFacts? LatestSavepoint,
    CheckpointFacts? LatestFailed,
    IReadOnlyList<DistributionSnapshot> Distributions) : IWireMessage
{
    public const string Manifest = "checkpoint-history";
}
