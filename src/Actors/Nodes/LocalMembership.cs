using System.Collections.Immutable;
using Akka.Actor;
using Weir.Actors.JobManagers;
using Weir.Actors.Slots;

namespace Weir.Actors.Nodes;

/// <summary>Without a cluster the nodes that have slots are always the same: those of this process.</summary>
internal sealed class LocalMembership : ReceiveActor
{
    private readonly ImmutableArray<string> _nodes;

    public LocalMembership(ImmutableArray<string> nodes) => _nodes = nodes;

    public static Props Props(ImmutableArray<string> nodes) => Akka.Actor.Props.Create(() => new LocalMembership(nodes));

    protected override void PreStart() => Context.Parent.Tell(new PoolHappened(new NodesExpected(_nodes)));
}
