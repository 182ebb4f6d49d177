using Weir.Actors.Slots;

namespace Weir.Actors.TaskManagers;

/// <summary>The figures of this process.</summary>
internal static class ProcessFigures
{
    public static NodeFigures Read()
    {
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        return new NodeFigures(
            Environment.ProcessorCount,
            memory.TotalAvailableMemoryBytes,
            Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes),
            GC.GetTotalMemory(forceFullCollection: false),
            memory.TotalCommittedBytes,
            Math.Max(0, Environment.WorkingSet - memory.TotalCommittedBytes),
            GC.CollectionCount(0),
            GC.GetTotalPauseDuration());
    }
}
