namespace Weir.Actors.Subtasks;

/// <summary>
/// How a subtask's actor acts on its running stages. Each call is handed to the stream's thread, in the order of the
/// calls of one caller.
/// </summary>
internal sealed class SubtaskControl
{
    /// <summary>Sends a barrier through this source; only for subtasks whose head is a source.</summary>
    public required Action<Barrier> TriggerBarrier { get; init; }

    public required Action<long> NotifyComplete { get; init; }

    public required Action<long> NotifyAborted { get; init; }

    /// <summary>Adds encoded splits to the source.</summary>
    public required Action<ReadOnlyMemory<byte>> AddSplits { get; init; }

    /// <summary>Tells the source that it gets no more splits.</summary>
    public required Action NoMoreSplits { get; init; }

    /// <summary>Ends the source's data where it is.</summary>
    public required Action Drain { get; init; }

    /// <summary>Looks into a state of an operator, between two records, and tells the subtask's actor what is there.</summary>
    public required Action<StatePeek> Peek { get; init; }

    /// <summary>Makes the subtask fail as if one of its functions had thrown.</summary>
    public required Action<Exception> Fail { get; init; }
}
