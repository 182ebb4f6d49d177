namespace Weir.Operators.Channels;

/// <summary>How the records of an edge are spread over the subtasks of its target.</summary>
internal abstract class Partitioning<T>
{
    /// <summary>Its name in plans, fingerprints and web pages.</summary>
    public abstract string Name { get; }

    /// <summary>Subtask i sends to subtask i only: needs the same parallelism on both sides.</summary>
    public virtual bool IsPointwise => false;

    public abstract ChannelOutput<T> CreateOutput(ChannelOutputContext context);
}
