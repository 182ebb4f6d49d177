using Weir.State.Storage;

namespace Weir.Operators.Graph;

/// <summary>The channels between the subtasks of two vertices.</summary>
internal sealed class JobEdge
{
    /// <summary>Position in <see cref="JobGraph.Edges"/>.</summary>
    public required int Id { get; init; }

    public required JobVertex Source { get; init; }

    public required JobVertex Target { get; init; }

    /// <summary>Its position in the source's <see cref="JobVertex.Outputs"/>.</summary>
    public required int OutputIndex { get; init; }

    /// <summary>Its position in the target's <see cref="JobVertex.Inputs"/>.</summary>
    public required int InputIndex { get; init; }

    /// <summary>forward, rebalance, broadcast, global, custom or keyed.</summary>
    public required string Partitioning { get; init; }

    /// <summary>
    /// True: subtask i of the source has one channel, to subtask i of the target. False: each has one to each, by the target's index.
    /// </summary>
    public required bool IsPointwise { get; init; }

    /// <summary>Whether barriers keep their place among the records, also where those of other edges overtake.</summary>
    public bool KeepsOrder => Edge.KeepsOrder(Source.Parallelism == Target.Parallelism);

    /// <summary>The list that the target's subtasks keep what is in flight in.</summary>
    internal InFlightList InFlightList => new(Partitioning, Target.Nodes[0].SlotOf(Edge));

    internal required GraphEdge Edge { get; init; }

    public override string ToString() => $"{Source.Name} -{Partitioning}-> {Target.Name}";
}
