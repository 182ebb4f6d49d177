namespace Weir.Bench.Failover;

/// <summary>A line that a node has written to its log.</summary>
/// <param name="At">When, by the node; all nodes are on one machine.</param>
/// <param name="Node">Who.</param>
/// <param name="Text">What.</param>
internal sealed record LogLine(DateTimeOffset At, NodeProcess Node, string Text);
