using Akka.Actor;
using Akka.Cluster.Membership;

namespace Akka.Cluster;

/// <summary>Answers heartbeats, whatever else the node does.</summary>
internal sealed class HeartbeatReceiver : ReceiveActor
{
    public const string Name = "heartbeatReceiver";

    public HeartbeatReceiver(UniqueAddress self)
    {
        var response = new HeartbeatResponse(self);
        Receive<Heartbeat>(_ => Sender.Tell(response));
    }
}
