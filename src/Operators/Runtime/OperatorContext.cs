namespace Weir.Operators.Runtime;

/// <summary>The place of an operator instance: its operator in the graph, its subtask, its chain.</summary>
internal sealed record OperatorContext
{
    public required string Uid { get; init; }

    public required string Name { get; init; }

    public required int Parallelism { get; init; }

    public required int MaxParallelism { get; init; }

    public required SubtaskEnvironment Environment { get; init; }

    public int SubtaskIndex => Environment.SubtaskIndex;

    /// <summary>Set when the chain begins with a source that knows positions.</summary>
    public ISourcePositions? Positions { get; init; }
}
