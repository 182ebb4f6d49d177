using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Weir.Host.Logging;

namespace Weir.Host.Nodes;

/// <summary>
/// Ends a node that another member has shut out: it hears of the cluster by that member no more, and may not know that it has been put out.
/// As a new member, after a start, it is welcome again.
/// </summary>
internal sealed class QuarantineListener : ReceiveActor
{
    public QuarantineListener()
    {
        var cluster = Cluster.Get(Context.System);
        var system = Context.System;
        system.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
        Receive<ThisActorSystemQuarantinedEvent>(quarantined =>
        {
            // A client may shut a node out as well, and that is the client's loss.
            if (cluster.State.Members.Any(member => member.Address == quarantined.RemoteAddress))
            {
                LogOutput.Error($"the node {NodeAddress.Text(quarantined.RemoteAddress)} has shut this node out");
                _ = CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClusterDowningReason.Instance);
            }
        });
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
