using Akka.Actor;

namespace Weir.Actors.Nodes;

/// <summary>Why a node ends on which a subtask does not stop: the log says which one.</summary>
internal sealed class HangingSubtaskReason : CoordinatedShutdown.Reason
{
    public static readonly HangingSubtaskReason Instance = new();

    private HangingSubtaskReason()
    {
    }
}
