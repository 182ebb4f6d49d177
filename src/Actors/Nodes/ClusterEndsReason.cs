using Akka.Actor;

namespace Weir.Actors.Nodes;

/// <summary>Why a node ends whose cluster is shut down as a whole.</summary>
internal sealed class ClusterEndsReason : CoordinatedShutdown.Reason
{
    public static readonly ClusterEndsReason Instance = new();

    private ClusterEndsReason()
    {
    }
}
