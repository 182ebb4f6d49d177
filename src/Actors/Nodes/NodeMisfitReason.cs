using Akka.Actor;

namespace Weir.Actors.Nodes;

/// <summary>Why a node leaves that is of another version than its cluster, or has another journal: started again, it would not fit any better.</summary>
internal sealed class NodeMisfitReason : CoordinatedShutdown.Reason
{
    public static readonly NodeMisfitReason Instance = new();

    private NodeMisfitReason()
    {
    }
}
