namespace Weir.Bench.Failover;

/// <summary>What one failover took, in the order in which its parts follow each other.</summary>
/// <param name="Detect">Until the node's loss is known.</param>
/// <param name="Elect">Until another node leads; zero when the leader lives.</param>
/// <param name="Decide">Until the subtasks are deployed: the restart's delay, those that are left stopped, slots found, a checkpoint chosen and verified.</param>
/// <param name="Restore">Until all subtasks run with their state.</param>
/// <param name="Commit">Until the first checkpoint after that has made new output visible.</param>
internal sealed record FailoverTimes(TimeSpan Detect, TimeSpan Elect, TimeSpan Decide, TimeSpan Restore, TimeSpan Commit)
{
    /// <summary>What the leader itself says of the parts.</summary>
    public string Said { get; init; } = "";

    public TimeSpan Total => Detect + Elect + Decide + Restore + Commit;

    public static IReadOnlyList<(string Name, Func<FailoverTimes, TimeSpan> Part)> Parts =>
    [
        ("detect", times => times.Detect),
        ("elect", times => times.Elect),
        ("decide", times => times.Decide),
        ("deploy and restore", times => times.Restore),
        ("first new output committed", times => times.Commit),
        ("**from kill -9 to new output**", times => times.Total),
    ];
}
