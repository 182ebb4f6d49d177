using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Answers;

/// <summary>GET /jobs/:id/vertices/:vertex</summary>
internal sealed record VertexAnswer
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("parallelism")]
    public required int Parallelism { get; init; }

    [JsonPropertyName("maxParallelism")]
    public required int MaxParallelism { get; init; }

    [JsonPropertyName("now")]
    public required long Now { get; init; }

    [JsonPropertyName("subtasks")]
    public required IReadOnlyList<SubtaskAnswer> Subtasks { get; init; }

    [JsonPropertyName("aggregated")]
    public required AggregatedAnswer Aggregated { get; init; }
}

/// <summary>GET /jobs/:id/vertices/:vertex/subtasks/:index</summary>
internal sealed record SubtaskAnswer
{
    [JsonPropertyName("subtask")]
    public required int Index { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }

    [JsonPropertyName("endpoint")]
    public required string Endpoint { get; init; }

    [JsonPropertyName("start-time")]
    public required long StartTime { get; init; }

    [JsonPropertyName("end-time")]
    public required long EndTime { get; init; }

    [JsonPropertyName("duration")]
    public required long Duration { get; init; }

    [JsonPropertyName("metrics")]
    public required TrafficAnswer Metrics { get; init; }

    [JsonPropertyName("taskmanager-id")]
    public required string TaskManagerId { get; init; }

    /// <summary>Milliseconds in each state that it has been in.</summary>
    [JsonPropertyName("status-duration")]
    public required IReadOnlyDictionary<string, long> StatusDuration { get; init; }

    [JsonPropertyName("start_time")]
    public long StartTimeAgain => StartTime;
}

/// <summary>What went through. "-complete": whether the figure is the attempt's last.</summary>
internal sealed record TrafficAnswer
{
    [JsonPropertyName("read-bytes")]
    public long ReadBytes { get; init; }

    [JsonPropertyName("read-bytes-complete")]
    public bool IsReadBytesComplete { get; init; } = true;

    [JsonPropertyName("write-bytes")]
    public long WriteBytes { get; init; }

    [JsonPropertyName("write-bytes-complete")]
    public bool IsWriteBytesComplete { get; init; } = true;

    [JsonPropertyName("read-records")]
    public required long ReadRecords { get; init; }

    [JsonPropertyName("read-records-complete")]
    public bool IsReadRecordsComplete { get; init; } = true;

    [JsonPropertyName("write-records")]
    public required long WriteRecords { get; init; }

    [JsonPropertyName("write-records-complete")]
    public bool IsWriteRecordsComplete { get; init; } = true;

    [JsonPropertyName("accumulated-backpressured-time")]
    public long BackpressuredMs { get; init; }

    [JsonPropertyName("accumulated-idle-time")]
    public long IdleMs { get; init; }

    /// <summary>NaN: not known.</summary>
    [JsonPropertyName("accumulated-busy-time")]
    public double BusyMs { get; init; } = double.NaN;
}

/// <summary>Figures over several subtasks.</summary>
internal sealed record AggregatedAnswer(
    [property: JsonPropertyName("metrics")] IReadOnlyDictionary<string, StatisticsAnswer> Metrics,
    [property: JsonPropertyName("status-duration")] IReadOnlyDictionary<string, StatisticsAnswer> StatusDuration);

/// <summary>A figure over several subtasks.</summary>
internal sealed record StatisticsAnswer
{
    [JsonPropertyName("p25")]
    public required long P25 { get; init; }

    [JsonPropertyName("min")]
    public required long Minimum { get; init; }

    [JsonPropertyName("avg")]
    public required long Mean { get; init; }

    [JsonPropertyName("median")]
    public required long Median { get; init; }

    [JsonPropertyName("max")]
    public required long Maximum { get; init; }

    [JsonPropertyName("sum")]
    public required long Sum { get; init; }

    [JsonPropertyName("p95")]
    public required long P95 { get; init; }

    [JsonPropertyName("p75")]
    public required long P75 { get; init; }
}

/// <summary>GET /jobs/:id/vertices/:vertex/subtasktimes</summary>
internal sealed record SubtaskTimesAnswer(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("now")] long Now,
    [property: JsonPropertyName("subtasks")] IReadOnlyList<SubtaskTimeAnswer> Subtasks);

/// <summary>When a subtask was in which state; 0: never.</summary>
internal sealed record SubtaskTimeAnswer(
    [property: JsonPropertyName("subtask")] int Index,
    [property: JsonPropertyName("endpoint")] string Endpoint,
    [property: JsonPropertyName("duration")] long Duration,
    [property: JsonPropertyName("timestamps")] IReadOnlyDictionary<string, long> Timestamps);

/// <summary>GET /jobs/:id/vertices/:vertex/taskmanagers</summary>
internal sealed record VertexTaskManagersAnswer(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("now")] long Now,
    [property: JsonPropertyName("taskmanagers")] IReadOnlyList<VertexTaskManagerAnswer> TaskManagers);

/// <summary>The subtasks of a vertex on one task manager.</summary>
internal sealed record VertexTaskManagerAnswer
{
    [JsonPropertyName("endpoint")]
    public required string Endpoint { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("start-time")]
    public required long StartTime { get; init; }

    [JsonPropertyName("end-time")]
    public required long EndTime { get; init; }

    [JsonPropertyName("duration")]
    public required long Duration { get; init; }

    [JsonPropertyName("metrics")]
    public required TrafficAnswer Metrics { get; init; }

    [JsonPropertyName("status-counts")]
    public required IReadOnlyDictionary<string, int> StatusCounts { get; init; }

    [JsonPropertyName("taskmanager-id")]
    public required string TaskManagerId { get; init; }

    [JsonPropertyName("aggregated")]
    public required AggregatedAnswer Aggregated { get; init; }
}

/// <summary>GET /jobs/:id/vertices/:vertex/accumulators</summary>
internal sealed record VertexAccumulatorsAnswer(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("user-accumulators")] IReadOnlyList<string> Accumulators);

/// <summary>GET /jobs/:id/vertices/:vertex/subtasks/accumulators</summary>
internal sealed record SubtaskAccumulatorsAnswer(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("parallelism")] int Parallelism,
    [property: JsonPropertyName("subtasks")] IReadOnlyList<string> Subtasks);

/// <summary>GET /jobs/:id/vertices/:vertex/backpressure</summary>
internal sealed record BackpressureAnswer
{
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("backpressureLevel")]
    public required string? Level { get; init; }

    [JsonPropertyName("end-timestamp")]
    public required long? EndTimestamp { get; init; }

    [JsonPropertyName("subtasks")]
    public required IReadOnlyList<SubtaskBackpressureAnswer>? Subtasks { get; init; }

    [JsonPropertyName("backpressure-level")]
    public string? LevelAgain => Level;
}

/// <summary>How a subtask spends its time, in shares from 0 to 1.</summary>
internal sealed record SubtaskBackpressureAnswer
{
    [JsonPropertyName("subtask")]
    public required int Index { get; init; }

    [JsonPropertyName("backpressureLevel")]
    public required string Level { get; init; }

    [JsonPropertyName("ratio")]
    public required double Ratio { get; init; }

    [JsonPropertyName("idleRatio")]
    public required double IdleRatio { get; init; }

    [JsonPropertyName("busyRatio")]
    public required double BusyRatio { get; init; }

    [JsonPropertyName("backpressure-level")]
    public string LevelAgain => Level;
}

/// <summary>GET /jobs/:id/vertices/:vertex/flamegraph: none is taken.</summary>
internal sealed record FlameGraphAnswer(
    [property: JsonPropertyName("endTimestamp")] long EndTimestamp,
    [property: JsonPropertyName("data")] FlameAnswer? Data);

/// <summary>A frame of a flame graph.</summary>
internal sealed record FlameAnswer(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("value")] int Value,
    [property: JsonPropertyName("children")] IReadOnlyList<FlameAnswer> Children);
