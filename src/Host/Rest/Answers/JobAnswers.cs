using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Answers;

/// <summary>GET /jobs</summary>
internal sealed record JobsAnswer([property: JsonPropertyName("jobs")] IReadOnlyList<JobIdAnswer> Jobs);

/// <summary>A job and its state.</summary>
internal sealed record JobIdAnswer([property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("status")] string Status);

/// <summary>GET /jobs/overview</summary>
internal sealed record JobsOverviewAnswer([property: JsonPropertyName("jobs")] IReadOnlyList<JobOverviewAnswer> Jobs);

/// <summary>A job of the overview. Times in milliseconds since 1970, -1: not yet.</summary>
internal sealed record JobOverviewAnswer
{
    [JsonPropertyName("jid")]
    public required string Id { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("start-time")]
    public required long StartTime { get; init; }

    [JsonPropertyName("end-time")]
    public required long EndTime { get; init; }

    [JsonPropertyName("duration")]
    public required long Duration { get; init; }

    [JsonPropertyName("state")]
    public required string State { get; init; }

    [JsonPropertyName("last-modification")]
    public required long LastModification { get; init; }

    /// <summary>How many subtasks are in which state, and "total".</summary>
    [JsonPropertyName("tasks")]
    public required IReadOnlyDictionary<string, int> Tasks { get; init; }

    [JsonPropertyName("pending-operators")]
    public int PendingOperators { get; init; }
}

/// <summary>GET /jobs/:id</summary>
internal sealed record JobAnswer
{
    [JsonPropertyName("jid")]
    public required string Id { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("isStoppable")]
    public bool IsStoppable { get; init; }

    [JsonPropertyName("state")]
    public required string State { get; init; }

    [JsonPropertyName("job-type")]
    public string JobType { get; init; } = "STREAMING";

    [JsonPropertyName("start-time")]
    public required long StartTime { get; init; }

    [JsonPropertyName("end-time")]
    public required long EndTime { get; init; }

    [JsonPropertyName("duration")]
    public required long Duration { get; init; }

    [JsonPropertyName("maxParallelism")]
    public int MaxParallelism { get; init; } = -1;

    [JsonPropertyName("now")]
    public required long Now { get; init; }

    [JsonPropertyName("timestamps")]
    public required IReadOnlyDictionary<string, long> Timestamps { get; init; }

    [JsonPropertyName("vertices")]
    public required IReadOnlyList<JobVertexAnswer> Vertices { get; init; }

    [JsonPropertyName("status-counts")]
    public required IReadOnlyDictionary<string, int> StatusCounts { get; init; }

    [JsonPropertyName("plan")]
    public required PlanAnswer Plan { get; init; }

    [JsonPropertyName("pending-operators")]
    public int PendingOperators { get; init; }
}

/// <summary>A vertex of GET /jobs/:id</summary>
internal sealed record JobVertexAnswer
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("slotSharingGroupId")]
    public required string SlotSharingGroupId { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("maxParallelism")]
    public required int MaxParallelism { get; init; }

    [JsonPropertyName("parallelism")]
    public required int Parallelism { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("start-time")]
    public required long StartTime { get; init; }

    [JsonPropertyName("end-time")]
    public required long EndTime { get; init; }

    [JsonPropertyName("duration")]
    public required long Duration { get; init; }

    [JsonPropertyName("tasks")]
    public required IReadOnlyDictionary<string, int> Tasks { get; init; }

    [JsonPropertyName("metrics")]
    public required TrafficAnswer Metrics { get; init; }
}

/// <summary>GET /jobs/:id/plan</summary>
internal sealed record JobPlanAnswer([property: JsonPropertyName("plan")] PlanAnswer Plan);

/// <summary>A job's graph.</summary>
internal sealed record PlanAnswer
{
    [JsonPropertyName("jid")]
    public required string Id { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("type")]
    public string Type { get; init; } = "STREAMING";

    [JsonPropertyName("nodes")]
    public required IReadOnlyList<PlanNodeAnswer> Nodes { get; init; }
}

/// <summary>A vertex of the graph.</summary>
internal sealed record PlanNodeAnswer
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("operator")]
    public string Operator { get; init; } = "";

    [JsonPropertyName("parallelism")]
    public required int Parallelism { get; init; }

    [JsonPropertyName("operator_strategy")]
    public string OperatorStrategy { get; init; } = "";

    [JsonPropertyName("description")]
    public required string Description { get; init; }

    [JsonPropertyName("optimizer_properties")]
    public IReadOnlyDictionary<string, string> OptimizerProperties { get; init; } = new Dictionary<string, string>();

    /// <summary>Absent for a source.</summary>
    [JsonPropertyName("inputs")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PlanInputAnswer>? Inputs { get; init; }
}

/// <summary>An exchange of the graph.</summary>
internal sealed record PlanInputAnswer(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("num")] int Number,
    [property: JsonPropertyName("exchange")] string Exchange,
    [property: JsonPropertyName("ship_strategy")] string ShipStrategy);

/// <summary>GET /jobs/:id/status</summary>
internal sealed record JobStatusAnswer([property: JsonPropertyName("status")] string Status);

/// <summary>GET /jobs/:id/config</summary>
internal sealed record JobConfigAnswer(
    [property: JsonPropertyName("jid")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("execution-config")] ExecutionConfigAnswer Execution);

/// <summary>How a job is run.</summary>
internal sealed record ExecutionConfigAnswer(
    [property: JsonPropertyName("restart-strategy")] string RestartStrategy,
    [property: JsonPropertyName("job-parallelism")] int Parallelism,
    [property: JsonPropertyName("object-reuse-mode")] bool ReusesObjects,
    [property: JsonPropertyName("user-config")] IReadOnlyDictionary<string, string> UserConfig);

/// <summary>GET /jobs/:id/exceptions</summary>
internal sealed record ExceptionsAnswer([property: JsonPropertyName("exceptionHistory")] ExceptionHistoryAnswer History);

/// <summary>The latest failures, the latest first.</summary>
internal sealed record ExceptionHistoryAnswer(
    [property: JsonPropertyName("entries")] IReadOnlyList<ExceptionAnswer> Entries,
    [property: JsonPropertyName("truncated")] bool IsTruncated);

/// <summary>A failure.</summary>
internal sealed record ExceptionAnswer
{
    [JsonPropertyName("exceptionName")]
    public required string Name { get; init; }

    [JsonPropertyName("stacktrace")]
    public required string StackTrace { get; init; }

    [JsonPropertyName("timestamp")]
    public required long Timestamp { get; init; }

    [JsonPropertyName("failureLabels")]
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    [JsonPropertyName("taskName")]
    public required string? TaskName { get; init; }

    [JsonPropertyName("endpoint")]
    public required string? Endpoint { get; init; }

    [JsonPropertyName("taskManagerId")]
    public required string? TaskManagerId { get; init; }

    [JsonPropertyName("concurrentExceptions")]
    public IReadOnlyList<ExceptionAnswer> Concurrent { get; init; } = [];
}

/// <summary>GET /jobs/:id/accumulators</summary>
internal sealed record AccumulatorsAnswer(
    [property: JsonPropertyName("job-accumulators")] IReadOnlyList<string> Job,
    [property: JsonPropertyName("user-task-accumulators")] IReadOnlyList<string> UserTask,
    [property: JsonPropertyName("serialized-user-task-accumulators")] IReadOnlyDictionary<string, string> Serialized);
