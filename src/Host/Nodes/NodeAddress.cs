using System.Globalization;
using Akka.Actor;

namespace Weir.Host.Nodes;

/// <summary>How nodes are called on the terminal: host:port.</summary>
internal static class NodeAddress
{
    public static string Text(Address address) => string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}");
}
