using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Answers;

/// <summary>GET /overview</summary>
internal sealed record OverviewAnswer
{
    [JsonPropertyName("taskmanagers")]
    public required int TaskManagers { get; init; }

    [JsonPropertyName("slots-total")]
    public required int SlotsTotal { get; init; }

    [JsonPropertyName("slots-available")]
    public required int SlotsAvailable { get; init; }

    [JsonPropertyName("jobs-running")]
    public required int JobsRunning { get; init; }

    [JsonPropertyName("jobs-finished")]
    public required int JobsFinished { get; init; }

    [JsonPropertyName("jobs-cancelled")]
    public required int JobsCancelled { get; init; }

    [JsonPropertyName("jobs-failed")]
    public required int JobsFailed { get; init; }

    [JsonPropertyName("flink-version")]
    public required string Version { get; init; }

    [JsonPropertyName("flink-commit")]
    public required string Commit { get; init; }
}

/// <summary>GET /config</summary>
internal sealed record ConfigAnswer
{
    [JsonPropertyName("refresh-interval")]
    public required long RefreshIntervalMs { get; init; }

    [JsonPropertyName("timezone-name")]
    public required string TimeZoneName { get; init; }

    [JsonPropertyName("timezone-offset")]
    public required long TimeZoneOffsetMs { get; init; }

    [JsonPropertyName("flink-version")]
    public required string Version { get; init; }

    [JsonPropertyName("flink-revision")]
    public required string Revision { get; init; }

    [JsonPropertyName("features")]
    public required FeaturesAnswer Features { get; init; }
}

/// <summary>What the web page may offer.</summary>
internal sealed record FeaturesAnswer(
    [property: JsonPropertyName("web-submit")] bool Submit,
    [property: JsonPropertyName("web-cancel")] bool Cancel,
    [property: JsonPropertyName("web-rescale")] bool Rescale,
    [property: JsonPropertyName("web-history")] bool History);

/// <summary>A setting.</summary>
internal sealed record SettingAnswer([property: JsonPropertyName("key")] string Key, [property: JsonPropertyName("value")] string Value);

/// <summary>GET /jobmanager/environment</summary>
internal sealed record EnvironmentAnswer(
    [property: JsonPropertyName("jvm")] RuntimeAnswer Runtime,
    [property: JsonPropertyName("classpath")] IReadOnlyList<string> Path);

/// <summary>The runtime of the process.</summary>
internal sealed record RuntimeAnswer(
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("arch")] string Architecture,
    [property: JsonPropertyName("options")] IReadOnlyList<string> Options);

/// <summary>GET /jobmanager/logs, and of task managers: a node's log goes to its standard error.</summary>
internal sealed record LogsAnswer([property: JsonPropertyName("logs")] IReadOnlyList<string> Logs);

/// <summary>GET /jobmanager/thread-dump, and of task managers: none is taken.</summary>
internal sealed record ThreadDumpAnswer([property: JsonPropertyName("threadInfos")] IReadOnlyList<string> Threads);

/// <summary>GET /datasets</summary>
internal sealed record DataSetsAnswer([property: JsonPropertyName("dataSets")] IReadOnlyList<string> DataSets);

/// <summary>A metric that there is.</summary>
internal sealed record MetricNameAnswer([property: JsonPropertyName("id")] string Id);

/// <summary>A metric's value, as text.</summary>
internal sealed record MetricAnswer([property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("value")] string Value);

/// <summary>A metric over several subtasks.</summary>
internal sealed record AggregatedMetricAnswer
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("min")]
    public required double Minimum { get; init; }

    [JsonPropertyName("max")]
    public required double Maximum { get; init; }

    [JsonPropertyName("avg")]
    public required double Mean { get; init; }

    [JsonPropertyName("sum")]
    public required double Sum { get; init; }

    [JsonPropertyName("skew")]
    public required double Skew { get; init; }
}
