using Weir.Operators.Channels;
using Weir.Operators.Functions;
using Weir.Operators.Graph;

namespace Weir.Operators.Streams;

/// <summary>One of the outputs that a stream consists of (several after a union), and how it is spread.</summary>
internal sealed record StreamInput<T>(GraphNode Node, OutputTag<T>? Tag = null, Partitioning<T>? Partitioning = null)
{
    public GraphEdge ToEdge(int inputIndex) => new GraphEdge<T>(Node, Tag, Partitioning) { InputIndex = inputIndex };
}
