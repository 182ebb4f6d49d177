using Weir.Host.Rest.Answers;
using Weir.Operators.Graph;

namespace Weir.Host.Rest.Paths;

/// <summary>The graph of a job that does not run.</summary>
internal static class PlanPages
{
    /// <summary>As <see cref="JobPages.Plan"/> shows it when it runs.</summary>
    public static PlanAnswer Of(JobGraph graph, string name) => new()
    {
        Id = PathParameters.IdOf(graph.Fingerprint),
        Name = name,
        Nodes = [.. graph.Vertices.Reverse().Select(vertex => Node(vertex, graph))],
    };

    private static PlanNodeAnswer Node(JobVertex vertex, JobGraph graph)
    {
        PlanInputAnswer[] inputs =
        [
            .. graph.Edges.Where(edge => edge.Target == vertex).Select((edge, number) =>
                JobPages.Input(PathParameters.IdOf(edge.Source.Uid), number, edge.Partitioning)),
        ];
        return JobPages.Node(PathParameters.IdOf(vertex.Uid), vertex.Parallelism, vertex.Nodes.Select(node => node.Name), inputs);
    }
}
