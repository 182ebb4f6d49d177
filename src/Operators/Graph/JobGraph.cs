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
}
