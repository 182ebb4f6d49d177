using Weir.Operators.Channels;
using Weir.Operators.Graph;
using Weir.Operators.Runtime;

namespace Weir.Operators.Chains;

/// <summary>Makes the operators of one subtask and connects them as the graph says.</summary>
internal sealed class ChainWiring(JobVertex vertex, SubtaskEnvironment environment, IReadOnlyList<IReadOnlyList<IChannelWriter>> writers)
{
    private readonly SubtaskMetrics metrics = new();
    private readonly Dictionary<GraphNode, StreamOperator> operatorOf = [];

    public OperatorChain Connect()
    {
        if (writers.Count != vertex.Outputs.Count)
        {
            throw new ArgumentException($"{vertex} has {vertex.Outputs.Count} outputs; channels for {writers.Count} were given.");
        }

        MakeOperators();
        foreach (var node in vertex.Nodes.Skip(1))
        {
            node.Inputs[0].ConnectChained(operatorOf[node.Inputs[0].Source], operatorOf[node]);
        }

        var outputs = vertex.Outputs.Select(ConnectOutput).ToArray();
        var head = operatorOf[vertex.Nodes[0]];
        var inputs = vertex.Inputs.Select(edge => edge.Edge.CreateInput(head)).ToArray();
        return OperatorChain.Of(
            [.. operatorOf.Values], inputs, outputs, [.. writers.SelectMany(static channels => channels)], metrics, environment.SubtaskIndex,
            new InFlightRestore(vertex, operatorOf, environment.SubtaskIndex));
    }

    private void MakeOperators()
    {
        ISourcePositions? positions = null;
        foreach (var node in vertex.Nodes)
        {
            var context = new OperatorContext
            {
                Uid = node.Uid,
                Name = node.Name,
                Parallelism = vertex.Parallelism,
                MaxParallelism = vertex.MaxParallelism,
                Environment = environment,
            };
            var created = Create(node, context);
            positions ??= created as ISourcePositions;
            created.Setup(context with { Positions = positions });
            operatorOf.Add(node, created);
        }
    }

    /// <summary>The factories of functions are the user's code.</summary>
    private static StreamOperator Create(GraphNode node, OperatorContext context)
    {
        try
        {
            return node.CreateOperator();
        }
        catch (Exception e)
        {
            throw OperatorFailure.Without(context, e);
        }
    }

    private ChannelOutput ConnectOutput(JobEdge edge)
    {
        var expected = edge.IsPointwise ? 1 : edge.Target.Parallelism;
        var channels = writers[edge.OutputIndex];
        if (channels.Count != expected)
        {
            throw new ArgumentException($"The edge {edge} needs {expected} channels in each subtask; {channels.Count} were given.");
        }

        var source = operatorOf[edge.Edge.Source];
        var context = new ChannelOutputContext(source.Context, channels, edge.Target.MaxParallelism, environment.BatchSize, metrics);
        return edge.Edge.ConnectChannels(source, context, edge.Source.Parallelism == edge.Target.Parallelism);
    }
}
