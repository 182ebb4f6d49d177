using Weir.State.Keys;

namespace Weir.Operators.Graph;

/// <summary>What holds for all operators that say nothing else.</summary>
/// <param name="Parallelism">Subtasks of each operator.</param>
internal sealed record JobGraphOptions(int Parallelism)
{
    public int MaxParallelism { get; init; } = KeyGroups.DefaultMaxParallelism;

    /// <summary>Given at submission: goes before what the job's program set, for operators whose parallelism is not fixed by their nature.</summary>
    public int? ParallelismOverride { get; init; }

    /// <summary>Of single operators: goes before all else.</summary>
    public IReadOnlyList<OperatorParallelism> Operators { get; init; } = [];
}
