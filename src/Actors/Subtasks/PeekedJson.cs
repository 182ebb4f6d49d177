using System.Text.Json.Nodes;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Expiry;
using Weir.State.Savepoints;

namespace Weir.Actors.Subtasks;

/// <summary>A looked up value as JSON, in the form of the look-up in a checkpoint. What has expired is left out, unless the state shows it.</summary>
internal static class PeekedJson
{
    private const string UsedAt = nameof(Timed<int>.UsedAt);

    /// <returns>Null: all of it has expired.</returns>
    public static string? Of(PeekedState found, DateTimeOffset now)
    {
        string text = SchemaJsonWriter.Text(found.Description.Value, found.Value!);
        if (found.Ttl is not { Visibility: TtlVisibility.NeverReturnExpired } ttl)
        {
            return text;
        }

        long latest = now.ToUnixTimeMilliseconds() - (long)Math.Min(ttl.Duration.TotalMilliseconds, long.MaxValue / 2);
        JsonNode value = JsonNode.Parse(text)!;
        switch (found.Description.Kind)
        {
            case StateKind.List:
                return Left(value.AsArray(), element => element!);
            case StateKind.Map when value is JsonObject map:
                foreach (string gone in map.Where(entry => IsExpired(entry.Value!)).Select(entry => entry.Key).ToList())
                {
                    map.Remove(gone);
                }

                return map.Count == 0 ? null : map.ToJsonString();
            case StateKind.Map:
                return Left(value.AsArray(), entry => entry!["value"]!);
            default:
                return IsExpired(value) ? null : text;
        }

        bool IsExpired(JsonNode timed) => timed[UsedAt]!.GetValue<long>() <= latest;

        string? Left(JsonArray entries, Func<JsonNode?, JsonNode> timed)
        {
            entries.RemoveAll(entry => IsExpired(timed(entry)));
            return entries.Count == 0 ? null : entries.ToJsonString();
        }
    }
}
