using System.Text;
using Weir.State.Keys;

namespace Weir.Operators.Graph;

/// <summary>Joins operators to chains. Two are joined when the second has one input, takes it unpartitioned from the first at the same parallelism, and neither forbids it.</summary>
internal sealed class JobGraphBuilder(LogicalGraph graph, JobGraphOptions options)
{
    private readonly Dictionary<GraphNode, GraphNode> headOf = [];
    private readonly Dictionary<GraphNode, JobVertex> vertexOf = [];
    private readonly List<JobVertex> vertices = [];
    private readonly List<JobEdge> edges = [];

    public JobGraph Build()
    {
        CheckNodes();
        foreach (var node in graph.Nodes)
        {
            headOf[node] = node.Inputs is [var only] && IsChained(only, node) ? headOf[only.Source] : node;
        }

        foreach (var chain in graph.Nodes.GroupBy(node => headOf[node]))
        {
            AddVertex([.. chain]);
        }

        foreach (var node in graph.Nodes)
        {
            foreach (var edge in node.Inputs)
            {
                if (vertexOf[edge.Source] != vertexOf[node])
                {
                    AddEdge(edge, vertexOf[edge.Source], vertexOf[node], node);
                }
            }
        }

        return new JobGraph { Name = graph.Name, Vertices = vertices, Edges = edges, Fingerprint = Fingerprint() };
    }

    private int ParallelismOf(GraphNode node)
    {
        foreach (var each in options.Operators)
        {
            if (each.Uid == node.Uid)
            {
                return each.Parallelism;
            }
        }

        var wanted = options.ParallelismOverride ?? node.Parallelism ?? options.Parallelism;
        return node.LargestParallelism is { } largest ? Math.Min(wanted, largest) : wanted;
    }

    private int MaxParallelismOf(GraphNode node) => node.MaxParallelism ?? options.MaxParallelism;

    private bool IsChained(GraphEdge edge, GraphNode target) =>
        edge.IsPointwise(ParallelismOf(edge.Source) == ParallelismOf(target))
        && ParallelismOf(edge.Source) == ParallelismOf(target)
        && MaxParallelismOf(edge.Source) == MaxParallelismOf(target)
        && edge.Source.Chaining != ChainingMode.Never
        && target.Chaining == ChainingMode.Always;

    private void AddVertex(List<GraphNode> nodes)
    {
        var vertex = new JobVertex
        {
            Id = vertices.Count,
            Name = string.Join(" -> ", nodes.Select(node => node.Name)),
            JobName = graph.Name,
            Parallelism = ParallelismOf(nodes[0]),
            MaxParallelism = MaxParallelismOf(nodes[0]),
            Nodes = nodes,
        };
        vertices.Add(vertex);
        foreach (var node in nodes)
        {
            vertexOf.Add(node, vertex);
        }
    }

    private void AddEdge(GraphEdge edge, JobVertex source, JobVertex target, GraphNode node)
    {
        var same = source.Parallelism == target.Parallelism;
        if (edge.IsPointwise(same) && !same)
        {
            throw new JobGraphException(
                $"A forward connection leads from '{edge.Source.Name}' with parallelism {source.Parallelism} to '{node.Name}' with parallelism {target.Parallelism}. " +
                $"Give both the same parallelism ({edge.Source.Uid}={source.Parallelism} and {node.Uid}={source.Parallelism}), or use Rebalance.");
        }

        var jobEdge = new JobEdge
        {
            Id = edges.Count,
            Source = source,
            Target = target,
            OutputIndex = source.Outputs.Count,
            InputIndex = target.Inputs.Count,
            Partitioning = edge.PartitioningName(same),
            IsPointwise = edge.IsPointwise(same),
            Edge = edge,
        };
        edges.Add(jobEdge);
        source.AddOutput(jobEdge);
        target.AddInput(jobEdge);
    }

    private void CheckNodes()
    {
        if (!graph.Nodes.Any(node => node.IsSource))
        {
            throw new JobGraphException(
                $"Job '{graph.Name}' has no source, so there is nothing to run. Begin with FromSource, FromCollection, ReadText or Generate.");
        }

        CheckOutputs();
        var uids = new Dictionary<string, GraphNode>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            if (!uids.TryAdd(node.Uid, node))
            {
                throw new JobGraphException(
                    $"Operators '{uids[node.Uid].Name}' and '{node.Name}' both have the uid '{node.Uid}'. State is found by uid: give each its own.");
            }

            var parallelism = ParallelismOf(node);
            var maximum = MaxParallelismOf(node);
            if (maximum is < 1 or > KeyGroups.LargestMaxParallelism)
            {
                throw new JobGraphException(
                    $"Operator '{node.Name}' has max parallelism {maximum}; it must be from 1 to {KeyGroups.LargestMaxParallelism}.");
            }

            if (parallelism < 1 || parallelism > maximum)
            {
                throw new JobGraphException(
                    $"Operator '{node.Name}' has parallelism {parallelism}; it must be from 1 to its max parallelism, {maximum}.");
            }

            node.Validate();
        }

        if (options.Operators.FirstOrDefault(each => !uids.ContainsKey(each.Uid)) is { } unknown)
        {
            throw new JobGraphException(
                $"Job '{graph.Name}' has no operator with the uid '{unknown.Uid}', which is to have parallelism {unknown.Parallelism}. It has: {string.Join(", ", graph.Nodes.Select(node => node.Uid))}.");
        }
    }

    private void CheckOutputs()
    {
        var owners = new Dictionary<string, GraphNode>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes.OfType<SinkNode>())
        {
            if (node.ExclusiveOutput is { } output && !owners.TryAdd(output.OutputName, node))
            {
                throw new JobGraphException(
                    $"Sinks '{owners[output.OutputName].Name}' and '{node.Name}' both write the {output.OutputName}, and would remove and replace each other's. {output.WayOut}");
            }
        }
    }

    private string Fingerprint()
    {
        var text = new StringBuilder();
        foreach (var node in graph.Nodes)
        {
            text.Append(node.Uid).Append(" | ").Append(node.Signature).Append(" | max ").Append(MaxParallelismOf(node));
            foreach (var edge in node.Inputs)
            {
                text.Append(" | ").Append(edge.Source.Uid);
                if (edge.SideOutputId is { } side)
                {
                    text.Append('.').Append(side);
                }

                text.Append(' ').Append(edge.IsPartitioned ? edge.PartitioningName(sameParallelism: true) : "default").Append(" to ").Append(edge.InputIndex);
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
