using System.Globalization;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest.Paths;

/// <summary>Figures of this process, under the names by which a Java process's are known as far as they mean the same.</summary>
internal static class ProcessMetrics
{
    private static readonly Dictionary<string, Func<double>> Metrics = new(StringComparer.Ordinal)
    {
        ["Status.JVM.CPU.Time"] = () => Environment.CpuUsage.TotalTime.TotalNanoseconds,
        ["Status.JVM.Threads.Count"] = () => ThreadPool.ThreadCount,
        ["Status.JVM.Memory.Heap.Used"] = () => GC.GetTotalMemory(forceFullCollection: false),
        ["Status.JVM.Memory.Heap.Committed"] = () => GC.GetGCMemoryInfo().TotalCommittedBytes,
        ["Status.JVM.Memory.Heap.Max"] = () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        ["Status.JVM.Memory.NonHeap.Used"] = () => Math.Max(0, Environment.WorkingSet - GC.GetGCMemoryInfo().TotalCommittedBytes),
        ["Status.JVM.Memory.NonHeap.Committed"] = () => Math.Max(0, Environment.WorkingSet - GC.GetGCMemoryInfo().TotalCommittedBytes),
        ["Status.JVM.Memory.NonHeap.Max"] = () => -1,
        ["Status.JVM.Memory.Metaspace.Used"] = () => 0,
        ["Status.JVM.Memory.Metaspace.Max"] = () => -1,
        ["Status.JVM.Memory.Direct.Count"] = () => 0,
        ["Status.JVM.Memory.Direct.MemoryUsed"] = () => 0,
        ["Status.JVM.Memory.Direct.TotalCapacity"] = () => 0,
        ["Status.JVM.Memory.Mapped.Count"] = () => 0,
        ["Status.JVM.Memory.Mapped.MemoryUsed"] = () => 0,
        ["Status.JVM.Memory.Mapped.TotalCapacity"] = () => 0,
        ["Status.JVM.GarbageCollector.All.Count"] = () => GC.CollectionCount(0),
        ["Status.JVM.GarbageCollector.All.Time"] = () => GC.GetTotalPauseDuration().TotalMilliseconds,
    };

    /// <summary>The names, or with <c>get</c> the values of those that there are.</summary>
    public static IReadOnlyList<object> Answer(HttpContext http) =>
        MetricQuery.Names(http) is { } names
            ? [.. names.Where(Metrics.ContainsKey).Select(name => new MetricAnswer(name, Metrics[name]().ToString("0.###", CultureInfo.InvariantCulture)))]
            : [.. Metrics.Keys.Select(name => new MetricNameAnswer(name))];
}
