using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Answers;

/// <summary>GET /taskmanagers</summary>
internal sealed record TaskManagersAnswer([property: JsonPropertyName("taskmanagers")] IReadOnlyList<TaskManagerAnswer> TaskManagers);

/// <summary>GET /taskmanagers/:id, and an entry of the list.</summary>
internal sealed record TaskManagerAnswer
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("path")]
    public required string Path { get; init; }

    [JsonPropertyName("dataPort")]
    public required int DataPort { get; init; }

    [JsonPropertyName("jmxPort")]
    public int ManagementPort { get; init; } = -1;

    [JsonPropertyName("timeSinceLastHeartbeat")]
    public required long LastHeartbeat { get; init; }

    [JsonPropertyName("slotsNumber")]
    public required int Slots { get; init; }

    [JsonPropertyName("freeSlots")]
    public required int FreeSlots { get; init; }

    [JsonPropertyName("totalResource")]
    public ResourceAnswer Total { get; init; } = new();

    [JsonPropertyName("freeResource")]
    public ResourceAnswer Free { get; init; } = new();

    [JsonPropertyName("hardware")]
    public required HardwareAnswer Hardware { get; init; }

    [JsonPropertyName("memoryConfiguration")]
    public required IReadOnlyDictionary<string, long> Memory { get; init; }

    /// <summary>In the list they are left out.</summary>
    [JsonPropertyName("allocatedSlots")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AllocatedSlotAnswer>? AllocatedSlots { get; init; }

    /// <summary>In the list they are left out.</summary>
    [JsonPropertyName("metrics")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MemoryMetricsAnswer? Metrics { get; init; }
}

/// <summary>A slot of a job.</summary>
internal sealed record AllocatedSlotAnswer(
    [property: JsonPropertyName("jobId")] string JobId,
    [property: JsonPropertyName("resource")] ResourceAnswer Resource);

/// <summary>What slots are made of. Weir's are numbers only: all is 0.</summary>
internal sealed record ResourceAnswer
{
    [JsonPropertyName("cpuCores")]
    public double Cores { get; init; }

    [JsonPropertyName("taskHeapMemory")]
    public int TaskHeapMemory { get; init; }

    [JsonPropertyName("taskOffHeapMemory")]
    public int TaskOffHeapMemory { get; init; }

    [JsonPropertyName("managedMemory")]
    public int ManagedMemory { get; init; }

    [JsonPropertyName("networkMemory")]
    public int NetworkMemory { get; init; }

    [JsonPropertyName("extendedResources")]
    public IReadOnlyDictionary<string, double> Extended { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);
}

/// <summary>The machine; 0: not known here.</summary>
internal sealed record HardwareAnswer
{
    [JsonPropertyName("cpuCores")]
    public int Cores { get; init; }

    [JsonPropertyName("physicalMemory")]
    public long PhysicalMemory { get; init; }

    [JsonPropertyName("freeMemory")]
    public long FreeMemory { get; init; }

    [JsonPropertyName("managedMemory")]
    public long ManagedMemory { get; init; }
}

/// <summary>Memory of a task manager's process, in bytes; 0: not known here.</summary>
internal sealed record MemoryMetricsAnswer
{
    [JsonPropertyName("heapUsed")]
    public long HeapUsed { get; init; }

    [JsonPropertyName("heapCommitted")]
    public long HeapCommitted { get; init; }

    [JsonPropertyName("heapMax")]
    public long HeapMax { get; init; }

    [JsonPropertyName("nonHeapUsed")]
    public long NonHeapUsed { get; init; }

    [JsonPropertyName("nonHeapCommitted")]
    public long NonHeapCommitted { get; init; }

    [JsonPropertyName("nonHeapMax")]
    public long NonHeapMax { get; init; } = -1;

    [JsonPropertyName("directCount")]
    public long DirectCount { get; init; }

    [JsonPropertyName("directUsed")]
    public long DirectUsed { get; init; }

    [JsonPropertyName("directMax")]
    public long DirectMax { get; init; }

    [JsonPropertyName("mappedCount")]
    public long MappedCount { get; init; }

    [JsonPropertyName("mappedUsed")]
    public long MappedUsed { get; init; }

    [JsonPropertyName("mappedMax")]
    public long MappedMax { get; init; }

    [JsonPropertyName("nettyShuffleMemorySegmentsAvailable")]
    public long SegmentsAvailable { get; init; }

    [JsonPropertyName("nettyShuffleMemorySegmentsUsed")]
    public long SegmentsUsed { get; init; }

    [JsonPropertyName("nettyShuffleMemorySegmentsTotal")]
    public long SegmentsTotal { get; init; }

    [JsonPropertyName("nettyShuffleMemoryAvailable")]
    public long ShuffleMemoryAvailable { get; init; }

    [JsonPropertyName("nettyShuffleMemoryUsed")]
    public long ShuffleMemoryUsed { get; init; }

    [JsonPropertyName("nettyShuffleMemoryTotal")]
    public long ShuffleMemoryTotal { get; init; }

    [JsonPropertyName("garbageCollectors")]
    public IReadOnlyList<GarbageCollectorAnswer> GarbageCollectors { get; init; } = [];
}

/// <summary>A garbage collector.</summary>
internal sealed record GarbageCollectorAnswer(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("count")] long Count,
    [property: JsonPropertyName("time")] long TimeMs);
