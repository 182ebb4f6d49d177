using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Weir.Host.Rest.Answers;

/// <summary>GET /jobs/:id/state: what a job has in its state.</summary>
/// <param name="From">Where it was read: "checkpoint" or "live".</param>
/// <param name="CheckpointId">Of which; null: live.</param>
/// <param name="Taken">When that was triggered, or looked up: milliseconds since 1970, UTC. What has changed since is not in it.</param>
/// <param name="States">Those that were asked for.</param>
internal sealed record StateAnswer(
    [property: JsonPropertyName("from")] string From,
    [property: JsonPropertyName("checkpoint-id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? CheckpointId,
    [property: JsonPropertyName("taken-timestamp")] long Taken,
    [property: JsonPropertyName("states")] IReadOnlyList<NamedStateAnswer> States);

/// <summary>One state of an operator.</summary>
/// <param name="Operator">The operator's uid.</param>
/// <param name="Name">The state's name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Keys">The type of its keys.</param>
/// <param name="Values">The type of its values.</param>
/// <param name="Entries">When one state was asked for: entries, each with key and value, of timers with key and timestamp.</param>
internal sealed record NamedStateAnswer(
    [property: JsonPropertyName("operator")] string Operator,
    [property: JsonPropertyName("state")] string Name,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("keys")] string Keys,
    [property: JsonPropertyName("values")] string Values,
    [property: JsonPropertyName("entries"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<JsonObject>? Entries);
