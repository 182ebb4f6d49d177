using Weir.State;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Savepoints;

namespace Weir.Actors.Subtasks;

/// <summary>A looked up value as JSON, in the form of the look-up in a checkpoint. What has expired is left out, unless the state shows it.</summary>
internal static class PeekedJson
{
    /// <param name="found">What was looked up; it has a value.</param>
    /// <param name="key">The key as its codec writes it.</param>
    /// <param name="now">What has expired by then has.</param>
    /// <returns>Null: all of it has expired.</returns>
    public static string? Of(PeekedState found, ReadOnlySpan<byte> key, DateTimeOffset now)
    {
        if (TimedEntries.Of(found.Description) is not { } timed)
        {
            return SchemaJsonWriter.Text(found.Description.Value, found.Value!);
        }

        var entry = new StateWriter();
        entry.WriteBytes(key);
        entry.WriteBytes(found.Value!);
        if (found.Ttl is { Visibility: TtlVisibility.NeverReturnExpired } ttl)
        {
            long cutoff = now.ToUnixTimeMilliseconds() - (long)Math.Min(ttl.Duration.TotalMilliseconds, long.MaxValue / 2);
            if (timed.RemoveExpired(entry, 0, 1, cutoff) == 0)
            {
                return null;
            }
        }

        var plain = new StateWriter();
        timed.Unwrap(entry.Written[key.Length..], plain);
        return SchemaJsonWriter.Text(timed.Plain, plain.Written);
    }

    /// <summary>How the values look that are shown.</summary>
    public static CodecSchema SchemaOf(StoredState state) => TimedEntries.Of(state)?.Plain ?? state.Value;
}
