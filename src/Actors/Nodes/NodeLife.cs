using System.Globalization;
using Akka.Cluster;

namespace Weir.Actors.Nodes;

/// <summary>The text for one life of a node: started again at the same address, it is another one.</summary>
internal static class NodeLife
{
    public static string Of(UniqueAddress node) => string.Create(CultureInfo.InvariantCulture, $"{node.Address}#{node.Uid}");
}
