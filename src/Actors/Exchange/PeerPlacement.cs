using Akka.Actor;
using Weir.Actors.Jobs;

namespace Weir.Actors.Exchange;

/// <summary>On which nodes the subtasks run that a subtask has channels with: slot i hosts subtask i of every vertex.</summary>
/// <param name="Nodes">The nodes' addresses.</param>
/// <param name="NodeOfSlot">For each slot, by its number, which of them; one that is missing is on this node.</param>
internal sealed record PeerPlacement(IReadOnlyList<Address> Nodes, IReadOnlyList<int> NodeOfSlot)
{
    /// <summary>All subtasks run on this node.</summary>
    public static readonly PeerPlacement AllHere = new([], []);

    /// <summary>The node of a peer, or null when it is this one.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="here">This node's own address, which counts as null.</param>
    public Address? NodeOf(SubtaskId peer, Address? here)
    {
        Address? node = peer.Index < NodeOfSlot.Count ? Nodes[NodeOfSlot[peer.Index]] : null;
        return node is not null && !node.Equals(here) && node.HasGlobalScope ? node : null;
    }
}
