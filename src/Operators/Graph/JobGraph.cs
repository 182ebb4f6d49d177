using Weir.Operators.Runtime;
using Weir.State.Storage;

namespace Weir.Operators.Graph;

/// <summary>A job ready to be deployed: chains of operators and the channels between them. Immutable.</summary>
internal sealed class JobGraph
{
    public required string Name { get; init; }

    /// <summary>In topological order, ids being positions.</summary>
    public required IReadOnlyList<JobVertex> Vertices { get; init; }

    public required IReadOnlyList<JobEdge> Edges { get; init; }

    /// <summary>
    /// One line for each operator: uid, what it does, what it reads. The same for the same job at any parallelism; compared line by
    /// line, the first difference names the operator.
    /// </summary>
    public required string Fingerprint { get; init; }

    /// <summary>Whether all sources end some time.</summary>
    public bool IsBounded => Vertices.All(vertex => vertex.IsBounded);

    public static JobGraph Build(LogicalGraph graph, JobGraphOptions options) => new JobGraphBuilder(graph, options).Build();

    /// <summary>Asks sources and sinks whether the job can run here; throws <see cref="Connectors.ConnectorException"/> when not.</summary>
    public void CheckStartup()
    {
        foreach (var check in Vertices.SelectMany(vertex => vertex.Nodes).OfType<IConnectorNode>())
        {
            check.CheckStartup();
        }
    }

    /// <summary>
    /// Lets sinks remove what they prepared and nothing will ever commit: hidden files of a job that was cancelled or has failed for good.
    /// To be called when no subtask of the job runs any more.
    /// </summary>
    /// <param name="jobId">The job, 32 hexadecimal digits.</param>
    /// <param name="kept">The job's checkpoints that are kept, and what reads their state; what these name stays.</param>
    /// <param name="cancellationToken">Ends the removal.</param>
    public async ValueTask RemoveAbandonedOutputAsync(
        string jobId, IReadOnlyList<(CheckpointMetadata Checkpoint, ICheckpointReader Reader)> kept, CancellationToken cancellationToken)
    {
        foreach (var sink in Vertices.SelectMany(vertex => vertex.Nodes).OfType<SinkNode>())
        {
            var states = new List<OperatorRestore>();
            foreach (var (checkpoint, reader) in kept)
            {
                if (checkpoint.Operators.FirstOrDefault(state => state.Uid == sink.Uid) is { } state)
                {
                    // All of it, as one subtask would get it.
                    states.Add(new OperatorRestore(StateAssignment.Assign(state, 1, state.MaxParallelism)[0], reader));
                }
            }

            await sink.RemoveAbandonedAsync(jobId, states, cancellationToken).ConfigureAwait(false);
        }
    }
}
