using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Answers;

/// <summary>What every refusal answers.</summary>
internal sealed record ErrorAnswer([property: JsonPropertyName("errors")] IReadOnlyList<string> Errors);
