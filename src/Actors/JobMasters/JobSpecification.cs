using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Operators.Graph;
using Weir.State.Storage;

namespace Weir.Actors.JobMasters;

/// <summary>A submitted job, with all that was decided about it at submission.</summary>
internal sealed record JobSpecification
{
    public required string JobId { get; init; }

    public required string JobName { get; init; }

    public required JobGraph Graph { get; init; }

    public required CheckpointingConfiguration Checkpointing { get; init; }

    public required ICheckpointStorage Storage { get; init; }

    /// <summary>A checkpoint of another job to start with, as long as this job has none of its own; null to start empty.</summary>
    public CheckpointLocation? StartFrom { get; init; }

    /// <summary>Keeps other processes off the job; disposed when it has ended.</summary>
    public required IDisposable Lease { get; init; }

    /// <summary>Batches that fit into a channel between two subtasks, a power of two.</summary>
    public int ChannelCapacity { get; init; } = 16;

    /// <summary>The graph as the state machines see it.</summary>
    public JobTopology Topology => field ??= new JobTopology(
        [.. Graph.Vertices.Select((vertex, i) => new VertexShape(new VertexId(i), vertex.Name, vertex.Parallelism, vertex.IsSource))],
        [.. Graph.Edges.Select(edge => new EdgeShape(new VertexId(edge.Source.Id), new VertexId(edge.Target.Id)))]);
}
