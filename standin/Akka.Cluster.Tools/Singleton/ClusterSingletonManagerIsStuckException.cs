using Akka.Actor;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>A node that may run the singleton is still a member, but does not answer.</summary>
public sealed class ClusterSingletonManagerIsStuckException : AkkaException
{
    public ClusterSingletonManagerIsStuckException(string message)
        : base(message)
    {
    }
}
