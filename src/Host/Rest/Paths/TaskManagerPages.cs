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

    public static TaskManagerAnswer TaskManager(TaskManagerStatus taskManager)
    {
        var address = Address(taskManager);
        return new TaskManagerAnswer
        {
            Id = Id(taskManager),
            Path = $"{address}/user/weir/task-manager",
            Hardware = new HardwareAnswer
            {
                Cores = taskManager.Figures.Cores,
                PhysicalMemory = taskManager.Figures.PhysicalMemory,
                FreeMemory = taskManager.Figures.FreeMemory,
            },
            Memory = Memory(taskManager.Figures),
            DataPort = ActorPath.TryParseAddress(address, out var parsed) ? parsed.Port ?? -1 : -1,

            LastHeartbeat = Wording.Milliseconds(taskManager.LastHeardAt),
            Slots = taskManager.Slots,
            FreeSlots = taskManager.IsLeaving ? 0 : taskManager.Slots - taskManager.UsedSlots,
        };
    }

    /// <summary>With what only the page of one shows.</summary>
    public static TaskManagerAnswer Details(TaskManagerStatus taskManager)
    {
        var figures = taskManager.Figures;
        return TaskManager(taskManager) with
        {
            AllocatedSlots = [.. taskManager.JobIds.Select(job => new AllocatedSlotAnswer(job, new ResourceAnswer()))],
            Metrics = new MemoryMetricsAnswer
            {
                HeapUsed = figures.HeapUsed,
                HeapCommitted = figures.HeapCommitted,
                HeapMax = figures.PhysicalMemory,
                NonHeapUsed = figures.OtherCommitted,
                NonHeapCommitted = figures.OtherCommitted,
                GarbageCollectors = [new GarbageCollectorAnswer("All", figures.Collections, Wording.Milliseconds(figures.CollectionPause))],
            },
        };
    }

    /// <summary>Weir does not divide a process's memory: it is one heap, and what is not heap.</summary>
    private static Dictionary<string, long> Memory(NodeFigures figures) => new(StringComparer.Ordinal)
    {
        ["frameworkHeap"] = 0,
        ["taskHeap"] = figures.HeapCommitted,
        ["frameworkOffHeap"] = 0,
        ["taskOffHeap"] = 0,
        ["networkMemory"] = 0,
        ["managedMemory"] = 0,
        ["jvmMetaspace"] = 0,
        ["jvmOverhead"] = figures.OtherCommitted,
        ["totalFlinkMemory"] = figures.HeapCommitted,
        ["totalProcessMemory"] = figures.HeapCommitted + figures.OtherCommitted,
    };
}
