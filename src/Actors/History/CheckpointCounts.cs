namespace Weir.Actors.History;

/// <summary>How many checkpoints there were of each kind, of those that are forgotten too.</summary>
internal sealed record CheckpointCounts(long Restored, long Completed, long Failed, int InProgress)
{
    public static readonly CheckpointCounts None = new(0, 0, 0, 0);

    public long Total => Completed + Failed + InProgress;
}
