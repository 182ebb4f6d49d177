using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Bodies;

/// <summary>The body of POST /jobs/:id/savepoints</summary>
internal sealed record SavepointBody
{
    /// <summary>The folder in which the savepoint's own is made; null: weir.checkpointing.savepoint.dir.</summary>
    [JsonPropertyName("target-directory")]
    public string? TargetDirectory { get; init; }

    /// <summary>Whether the job is stopped with it.</summary>
    [JsonPropertyName("cancel-job")]
    public bool? CancelJob { get; init; }

    [JsonPropertyName("formatType")]
    public SavepointFormatName? Format { get; init; }

    /// <summary>32 hexadecimal digits; null: a new one.</summary>
    [JsonPropertyName("triggerId")]
    public string? TriggerId { get; init; }
}
