using System.Collections.Immutable;

namespace Weir.State.Storage;

/// <summary>An operator's state in a checkpoint.</summary>
internal sealed record OperatorState
{
    /// <summary>What identifies the operator from one version of the job to the next.</summary>
    public required string Uid { get; init; }

    public string Name { get; init; } = "";

    public required int Parallelism { get; init; }

    public required int MaxParallelism { get; init; }

    /// <summary>State of the operator's coordinator (a source's split enumerator), if it has one.</summary>
    public ReadOnlyMemory<byte>? CoordinatorState { get; init; }

    /// <summary>One for each subtask, by its index.</summary>
    public required ImmutableArray<OperatorSubtaskState> Subtasks { get; init; }
}
