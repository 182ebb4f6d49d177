using Akka.Actor;
using Weir.Actors.Slots;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest.Paths;

/// <summary>Task managers as the answers about them show them.</summary>
internal static class TaskManagerPages
{
    /// <summary>host:port-instance</summary>
    public static string Id(TaskManagerStatus taskManager) => $"{VertexPages.Endpoint(Address(taskManager))}-{taskManager.Id.Instance.ToString("N")[..6]}";

    /// <summary>Of its node, without what tells one life of it from another.</summary>
    public static string Address(TaskManagerStatus taskManager)
    {
        var end = taskManager.Node.IndexOf('#', StringComparison.Ordinal);
        return end < 0 ? taskManager.Node : taskManager.Node[..end];
    }

    public static TaskManagerAnswer TaskManager(TaskManagerStatus taskManager, DateTimeOffset now)
    {
        var address = Address(taskManager);
        return new TaskManagerAnswer
        {
            Id = Id(taskManager),
            Path = $"{address}/user/weir/task-manager",
            DataPort = ActorPath.TryParseAddress(address, out var parsed) ? parsed.Port ?? -1 : -1,

            // One whose heartbeats stay away is not in the list for long.
            LastHeartbeat = Wording.Milliseconds(now),
            Slots = taskManager.Slots,
            FreeSlots = taskManager.IsLeaving ? 0 : taskManager.Slots - taskManager.UsedSlots,
        };
    }
}
