using Weir.Operators.Channels;
using Weir.Operators.Runtime;

namespace Weir.Operators.Graph;

/// <summary>A stream between two operators, whatever its record type.</summary>
internal abstract class GraphEdge
{
    public abstract GraphNode Source { get; }

    /// <summary>Which input of the target it feeds.</summary>
    public required int InputIndex { get; init; }

    /// <summary>The id of the side output it comes from; null: the main output.</summary>
    public abstract string? SideOutputId { get; }

    /// <summary>The user chose a partitioning.</summary>
    public abstract bool IsPartitioned { get; }

    public abstract string PartitioningName(bool sameParallelism);

    public abstract bool IsPointwise(bool sameParallelism);

    /// <summary>Lets the target take records straight from the source, in one chain.</summary>
    public abstract void ConnectChained(StreamOperator source, StreamOperator target);

    /// <summary>Lets the source's records leave the subtask.</summary>
    public abstract ChannelOutput ConnectChannels(StreamOperator source, ChannelOutputContext context, bool sameParallelism);

    /// <summary>Lets the target take records from other subtasks.</summary>
    public abstract ChainInput CreateInput(StreamOperator target);
}
