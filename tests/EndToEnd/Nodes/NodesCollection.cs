namespace Weir.EndToEnd.Nodes;

/// <summary>Tests of what a cluster does when nodes are killed or stopped run one after the other, and beside no others: they are about time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class NodesCollection
{
    public const string Name = "nodes";
}
