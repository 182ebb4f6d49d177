namespace Weir.Operators.Graph;

/// <summary>The operators of a job in the order of their definition, so that each stands behind those it reads from.</summary>
internal sealed class LogicalGraph(string name)
{
    private readonly List<GraphNode> nodes = [];

    public string Name { get; set; } = name;

    public IReadOnlyList<GraphNode> Nodes => nodes;

    public int NextId => nodes.Count;

    public TNode Add<TNode>(TNode node)
        where TNode : GraphNode
    {
        nodes.Add(node);
        return node;
    }
}
