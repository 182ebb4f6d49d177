using System.Globalization;
using System.Text.Json.Nodes;

namespace Weir.State.Savepoints;

/// <summary>An entry of a state as JSON.</summary>
/// <param name="Key">Null of a list of the operator.</param>
/// <param name="ValueName">What the value is called.</param>
/// <param name="Value">The value; of timers the time.</param>
/// <param name="UsedAt">The times of last use of the value, of its elements or of its entries, in milliseconds since 1970; null when it has none.</param>
internal sealed record DumpedEntry(string? Key, string ValueName, string Value, IReadOnlyList<long>? UsedAt)
{
    /// <summary>Whether the time is that of the value as a whole.</summary>
    public bool HasOneTime { get; init; }

    /// <summary>An object in one line.</summary>
    /// <param name="withTimes">Whether the times of last use are in it.</param>
    public string ToText(bool withTimes)
    {
        var key = Key is null ? "" : $"\"key\":{Key},";
        var times = withTimes && UsedAt is { } usedAt
            ? $",\"usedAt\":{(HasOneTime ? Time(usedAt[0]) : $"[{string.Join(',', usedAt.Select(Time))}]")}"
            : "";
        return $"{{{key}\"{ValueName}\":{Value}{times}}}";
    }

    /// <summary>The same as an object.</summary>
    public JsonObject ToJson(bool withTimes) => JsonNode.Parse(ToText(withTimes))!.AsObject();

    private static string Time(long milliseconds) =>
        milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? $"\"{DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)}\""
            : milliseconds.ToString(CultureInfo.InvariantCulture);
}
