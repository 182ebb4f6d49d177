namespace Weir.Operators.Channels;

/// <summary>How the records of an edge are spread over the subtasks of its target.</summary>
internal abstract class Partitioning<T>
{
    /// <summary>Its name in plans, fingerprints and web pages.</summary>
    public abstract string Name { get; }

    /// <summary>Subtask i sends to subtask i only: needs the same parallelism on both sides.</summary>
    public virtual bool IsPointwise => false;

    /// <summary>
    /// Whether a barrier keeps its place among the records in any case: what is in flight could not be placed again at another
    /// parallelism. Nothing asks then for <see cref="TargetOf"/>.
    /// </summary>
    public virtual bool KeepsOrder => false;

    /// <summary>The subtask that a record belongs to; null: any will do.</summary>
    /// <param name="record">The record.</param>
    /// <param name="hash">That of its key, where there is one.</param>
    /// <param name="maxParallelism">Key groups of the target.</param>
    /// <param name="parallelism">Subtasks of the target.</param>
    public virtual int? TargetOf(T record, uint hash, int maxParallelism, int parallelism) => null;

    public abstract ChannelOutput<T> CreateOutput(ChannelOutputContext context);
}
