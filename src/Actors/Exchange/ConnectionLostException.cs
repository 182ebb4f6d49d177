using Akka.Actor;

namespace Weir.Actors.Exchange;

/// <summary>A channel to or from another node cannot go on, so neither can the subtask at this end.</summary>
internal sealed class ConnectionLostException(string channel, Address node, string reason, Exception? cause = null)
    : Exception($"The connection to node {node} was lost on the channel {channel}: {reason}", cause)
{
    /// <summary>The other node.</summary>
    public Address Node { get; } = node;
}
