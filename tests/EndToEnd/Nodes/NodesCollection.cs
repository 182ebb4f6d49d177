namespace Weir.EndToEnd.Nodes;

/// <summary>Tests that start clusters run one after the other, and beside no others: they are about time, and a cluster is several processes.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class NodesCollection
{
    public const string Name = "nodes";
}
