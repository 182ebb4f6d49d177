using Akka.Actor;
using Weir.Actors.Jobs;

namespace Weir.Actors.Messages;

/// <summary>On which node each slot of a job is: slot i hosts subtask i of every vertex.</summary>
/// <param name="Nodes">The nodes' addresses, each once.</param>
/// <param name="NodeOfSlot">For each slot, by its number, which of them.</param>
internal sealed record Placement(IReadOnlyList<Address> Nodes, IReadOnlyList<int> NodeOfSlot)
{
    public static Placement Of(IReadOnlyList<Address> nodeOfSlot)
    {
        var nodes = nodeOfSlot.Distinct().ToList();
        return new Placement(nodes, [.. nodeOfSlot.Select(node => nodes.IndexOf(node))]);
    }

    public Address NodeOf(SubtaskId subtask) => Nodes[NodeOfSlot[subtask.Index]];
}
