using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Bodies;

/// <summary>The body of POST /jars/:id/run; each can be left out.</summary>
internal sealed record RunBody
{
    /// <summary>The job's class: its name, or its full name; null: there is but one.</summary>
    [JsonPropertyName("entryClass")]
    public string? EntryClass { get; init; }

    /// <summary>For the job; divided at blanks, but for what stands in quotes.</summary>
    [JsonPropertyName("programArgs")]
    public string? Arguments { get; init; }

    /// <summary>For the job, as they are.</summary>
    [JsonPropertyName("programArgsList")]
    public IReadOnlyList<string>? ArgumentList { get; init; }

    [JsonPropertyName("parallelism")]
    public int? Parallelism { get; init; }

    /// <summary>The folder of a checkpoint or savepoint to start from; "latest": the newest job of the same name goes on.</summary>
    [JsonPropertyName("savepointPath")]
    public string? SavepointPath { get; init; }

    /// <summary>CLAIM or NO_CLAIM.</summary>
    [JsonPropertyName("claimMode")]
    public string? ClaimMode { get; init; }

    /// <summary>What Flink 1 calls it.</summary>
    [JsonPropertyName("restoreMode")]
    public string? RestoreMode { get; init; }

    /// <summary>Whether state may be left behind of which the job has no operator any more.</summary>
    [JsonPropertyName("allowNonRestoredState")]
    public bool? AllowsNonRestoredState { get; init; }

    /// <summary>Not to be chosen: Weir makes the ids of jobs.</summary>
    [JsonPropertyName("jobId")]
    public string? JobId { get; init; }

    /// <summary>Settings of this job alone, by their names: <c>weir.checkpointing.interval</c>.</summary>
    [JsonPropertyName("flinkConfiguration")]
    public IReadOnlyDictionary<string, string>? Settings { get; init; }
}
