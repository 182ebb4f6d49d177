using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Bodies;

/// <summary>The body of POST /jobs/:id/checkpoints</summary>
internal sealed record CheckpointBody
{
    [JsonPropertyName("checkpointType")]
    public CheckpointTypeName? Type { get; init; }

    /// <summary>32 hexadecimal digits; null: a new one.</summary>
    [JsonPropertyName("triggerId")]
    public string? TriggerId { get; init; }
}

/// <summary>How much is written: Weir decides that.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckpointTypeName>))]
internal enum CheckpointTypeName
{
    [JsonStringEnumMemberName("CONFIGURED")]
    Configured,

    [JsonStringEnumMemberName("FULL")]
    Full,

    [JsonStringEnumMemberName("INCREMENTAL")]
    Incremental,
}
