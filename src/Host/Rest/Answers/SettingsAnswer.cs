using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Answers;

/// <summary>What was changed of a job's settings since it was submitted.</summary>
/// <param name="Settings">KEY = VALUE in a line each; secrets are hidden.</param>
internal sealed record SettingsAnswer([property: JsonPropertyName("settings")] string Settings);
