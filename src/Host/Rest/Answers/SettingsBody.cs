using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Answers;

/// <summary>Settings of a running job that are to be others.</summary>
internal sealed record SettingsBody
{
    /// <summary>Values by key; a key below weir.checkpointing may be without that.</summary>
    [JsonPropertyName("settings")]
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
