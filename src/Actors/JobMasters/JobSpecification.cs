using Akka.Configuration;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Graph;
using Weir.State.Storage;

namespace Weir.Actors.JobMasters;

/// <summary>A job that can run, with all that was decided about it at submission, and under which leader it runs now.</summary>
internal sealed record JobSpecification
{
    public required string JobId { get; init; }

    public required string JobName { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public required JobGraph Graph { get; init; }

    public required CheckpointingConfiguration Checkpointing { get; init; }

    /// <summary>All settings of the job, where <see cref="Checkpointing"/> was read from.</summary>
    public Config Settings { get; init; } = ConfigurationFactory.Empty;

    public required ICheckpointStorage Storage { get; init; }

    /// <summary>What the nodes build the same job from.</summary>
    public required JobBlueprint Blueprint { get; init; }

    /// <summary>A checkpoint of another job to start with, as long as this job has none of its own; null to start empty.</summary>
    public CheckpointLocation? StartFrom { get; init; }

    /// <summary>Whether <see cref="StartFrom"/> is the job's, to be deleted like a checkpoint of its own.</summary>
    public bool IsStartClaimed { get; init; }

    /// <summary>State of operators that the job has not is left behind.</summary>
    public bool AllowsNonRestoredState { get; init; }

    /// <summary>What earlier leaders have made durable.</summary>
    public RecordedJob Recorded { get; init; } = RecordedJob.None;

    /// <summary>The leader under which it runs.</summary>
    public LeaderTerm Leader { get; init; } = new(0, "", default);

    public long Epoch => Leader.Epoch;

    /// <summary>What the master left that had the job at another parallelism; null: there was none under this leader.</summary>
    public FormerRun? Former { get; init; }

    /// <summary>How many ended checkpoints are remembered in detail.</summary>
    public int HistoryLength { get; init; } = 10;

    /// <summary>Keeps other processes off the job, and its graph on this node; disposed when the leader is done with it.</summary>
    public required IDisposable Lease { get; init; }

    public JobShape Shape => field ??= new JobShape(
        [.. Graph.Vertices.Select((vertex, i) => new VertexShape(new VertexId(i), vertex.Name, vertex.Parallelism, vertex.IsSource))],
        [.. Graph.Edges.Select(edge => new EdgeShape(new VertexId(edge.Source.Id), new VertexId(edge.Target.Id)))]);

    /// <summary>The graph as the state machines see it.</summary>
    public JobTopology Topology => field ??= Shape.ToTopology();
}
