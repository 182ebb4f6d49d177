using Akka.Actor;
using Weir.Actors.Jobs;

namespace Weir.Actors.Exchange;

/// <summary>On which nodes the subtasks run that a subtask has channels with.</summary>
/// <param name="Nodes">The address of each peer's node. One that is missing, or has null, runs on this node.</param>
internal sealed record PeerPlacement(IReadOnlyDictionary<SubtaskId, Address?> Nodes)
{
    /// <summary>All subtasks run on this node.</summary>
    public static readonly PeerPlacement AllHere = new(new Dictionary<SubtaskId, Address?>());

    /// <summary>The node of a peer, or null when it is this one.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="here">This node's own address, which counts as null.</param>
    public Address? NodeOf(SubtaskId peer, Address? here) =>
        Nodes.TryGetValue(peer, out Address? node) && node is not null && !node.Equals(here) && node.HasGlobalScope ? node : null;
}
