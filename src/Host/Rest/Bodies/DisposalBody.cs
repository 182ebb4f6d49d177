using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Bodies;

/// <summary>The body of POST /savepoint-disposal</summary>
internal sealed record DisposalBody
{
    /// <summary>The savepoint's folder.</summary>
    [JsonPropertyName("savepoint-path")]
    public string? SavepointPath { get; init; }

    /// <summary>32 hexadecimal digits; null: a new one.</summary>
    [JsonPropertyName("triggerId")]
    public string? TriggerId { get; init; }
}
