using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Bodies;

/// <summary>The body of POST /jobs/:id/stop</summary>
internal sealed record StopBody
{
    /// <summary>The folder in which the savepoint's own is made; null: weir.checkpointing.savepoint.dir.</summary>
    [JsonPropertyName("targetDirectory")]
    public string? TargetDirectory { get; init; }

    /// <summary>Whether time comes to its end before: windows fire, timers too.</summary>
    [JsonPropertyName("drain")]
    public bool? Drain { get; init; }

    [JsonPropertyName("formatType")]
    public SavepointFormatName? Format { get; init; }

    /// <summary>32 hexadecimal digits; null: a new one.</summary>
    [JsonPropertyName("triggerId")]
    public string? TriggerId { get; init; }
}
