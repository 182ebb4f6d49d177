using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weir.Unit.Rest;

/// <summary>Compares documents by their fields and the fields' types; of a list the first entry counts.</summary>
internal static class JsonShape
{
    private const int IdLength = 32;

    // A checkpoint in progress, as the recorded history begins with one, has neither.
    private static readonly string[] OfEndedCheckpoints = ["external_path", "discarded", "failure_timestamp", "failure_message"];

    // Where there is none of a kind, or nothing is measured, it is null.
    private static readonly string[] MayBeNull =
        ["completed", "savepoint", "failed", "restored", "taskName", "endpoint", "taskManagerId", "backpressureLevel", "backpressure-level", "end-timestamp", "subtasks"];

    // What Weir adds to an answer of Flink's stands under this name, and not between Flink's fields.
    private const string Own = "weir";

    public static IReadOnlyList<string> Differences(JsonNode? expected, JsonNode? actual)
    {
        var differences = new List<string>();
        Compare(expected, actual, "", differences);
        return differences;
    }

    private static void Compare(JsonNode? expected, JsonNode? actual, string path, List<string> differences)
    {
        switch (expected, actual)
        {
            case (JsonObject left, JsonObject right):
                CompareFields(left, right, path, differences);
                break;
            case (JsonArray left, JsonArray right):
                if (left.Count > 0 && right.Count > 0)
                {
                    Compare(left[0], right[0], $"{path}[0]", differences);
                }

                break;
            case (not null, null) when MayBeNull.Contains(path[(path.LastIndexOf('.') + 1)..]):
                break;
            default:
                var kinds = (Kind(expected), Kind(actual));
                if (kinds.Item1 != kinds.Item2)
                {
                    differences.Add($"{path}: {kinds.Item1} there, {kinds.Item2} here ({actual})");
                }

                break;
        }
    }

    private static void CompareFields(JsonObject expected, JsonObject actual, string path, List<string> differences)
    {
        // By vertex, or by the states that there have been.
        if (path.EndsWith(".tasks", StringComparison.Ordinal) && expected.All(field => field.Key.Length == IdLength) || path.EndsWith("status-duration", StringComparison.Ordinal))
        {
            if (expected.Count > 0 && actual.Count > 0)
            {
                Compare(expected.First().Value, actual.First().Value, $"{path}.*", differences);
            }

            return;
        }

        differences.AddRange(expected.Where(field => !actual.ContainsKey(field.Key)).Select(field => $"{path}.{field.Key} is missing"));
        differences.AddRange(actual.Where(field => !expected.ContainsKey(field.Key) && !OfEndedCheckpoints.Contains(field.Key) && field.Key != Own).Select(field => $"{path}.{field.Key} is not known there"));
        foreach (var (name, value) in expected)
        {
            if (actual.TryGetPropertyValue(name, out var other))
            {
                Compare(value, other, $"{path}.{name}", differences);
            }
        }
    }

    private static string Kind(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "list",
        _ => node.GetValueKind() switch
        {
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.String when node.GetValue<string>() == "NaN" => "number",
            JsonValueKind.Number => "number",
            _ => "text",
        },
    };
}
