using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>
/// The entries of a state that expires, as they are stored: a value, each element of a list and each value of a map has before it the time
/// of its last use. Knows only the schemas. One thread uses it.
/// </summary>
internal sealed class TimedEntries
{
    private const string TypeName = "Timed<";

    private readonly StoredState _state;
    private readonly SchemaSkipper _key;
    private readonly SchemaSkipper? _mapKey;
    private readonly SchemaSkipper _value;
    private readonly StateWriter _kept = new();
    private readonly StateWriter _parts = new();

    private TimedEntries(StoredState state, CodecSchema timed)
    {
        _state = state;
        _key = new SchemaSkipper(state.Key, []);
        _mapKey = state.Kind == StateKind.Map ? new SchemaSkipper(state.Value.Members[0].Schema, []) : null;
        _value = new SchemaSkipper(timed.Members[1].Schema, []);
        var plain = timed.Members[1].Schema;
        Plain = state.Kind switch
        {
            StateKind.List => CodecSchema.ListOf(plain),
            StateKind.Map => new CodecSchema(SchemaKind.Map, members: [state.Value.Members[0], new SchemaMember(state.Value.Members[1].Name, plain)]),
            _ => plain,
        };
    }

    /// <summary>The schema of the values without their times.</summary>
    public CodecSchema Plain { get; }

    /// <summary>Null when the state does not expire.</summary>
    public static TimedEntries? Of(StoredState state)
    {
        var timed = (state.Kind, state.Value.Kind) switch
        {
            (StateKind.List, SchemaKind.List) => state.Value.Members[0].Schema,
            (StateKind.Map, SchemaKind.Map) => state.Value.Members[1].Schema,
            (StateKind.Value, _) => state.Value,
            _ => null,
        };
        return timed is { Kind: SchemaKind.Record, Number: 0, Members: [{ Name: "UsedAt", Schema.Kind: SchemaKind.Int64 }, { Name: "Value" }] }
            && timed.Name.StartsWith(TypeName, StringComparison.Ordinal)
            ? new TimedEntries(state, timed)
            : null;
    }

    /// <summary>Takes out of written entries what was last used at a time or before.</summary>
    /// <param name="buffer">They are at its end.</param>
    /// <param name="start">Where the first one begins.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="cutoff">The time, in milliseconds since 1970.</param>
    /// <returns>How many are left; one of which nothing is left is not.</returns>
    public int RemoveExpired(StateWriter buffer, int start, int count, long cutoff)
    {
        var bytes = buffer.Written[start..];
        var reader = new StateReader(bytes);
        var left = 0;
        _kept.Clear();
        for (var i = 0; i < count; i++)
        {
            var (from, keptBefore) = (reader.Position, _kept.Length);
            _key.Skip(ref reader);
            _kept.WriteBytes(bytes[from..reader.Position]);
            if (Keep(ref reader, bytes, cutoff))
            {
                left++;
            }
            else
            {
                _kept.Truncate(keptBefore);
            }
        }

        if (_kept.Length < bytes.Length)
        {
            buffer.Truncate(start);
            buffer.WriteBytes(_kept.Written);
        }

        return left;
    }

    /// <summary>Separates a stored value from its times.</summary>
    /// <param name="value">The value.</param>
    /// <param name="plain">Gets it as a state that does not expire stores it.</param>
    /// <returns>The times of its last use, in milliseconds since 1970, in the order of the elements or entries.</returns>
    public IReadOnlyList<long> Unwrap(ReadOnlySpan<byte> value, StateWriter plain)
    {
        var reader = new StateReader(value);
        var times = new List<long>();
        var parts = 1;
        if (_state.Kind != StateKind.Value)
        {
            var count = reader.ReadCount();
            plain.WriteCount(count);
            parts = count - 1;
        }

        for (var i = 0; i < parts; i++)
        {
            var from = reader.Position;
            _mapKey?.Skip(ref reader);
            plain.WriteBytes(value[from..reader.Position]);
            times.Add(reader.ReadInt64());
            from = reader.Position;
            _value.Skip(ref reader);
            plain.WriteBytes(value[from..reader.Position]);
        }

        return times;
    }

    /// <summary>Gives a value, as a state that does not expire stores it, a time of last use: each of its elements or entries.</summary>
    /// <param name="plain">The value.</param>
    /// <param name="usedAt">The time, in milliseconds since 1970.</param>
    /// <param name="writer">Gets it as this state stores it.</param>
    public void Wrap(ReadOnlySpan<byte> plain, long usedAt, StateWriter writer)
    {
        var reader = new StateReader(plain);
        var parts = 1;
        if (_state.Kind != StateKind.Value)
        {
            var count = reader.ReadCount();
            writer.WriteCount(count);
            parts = count - 1;
        }

        for (var i = 0; i < parts; i++)
        {
            var from = reader.Position;
            _mapKey?.Skip(ref reader);
            writer.WriteBytes(plain[from..reader.Position]);
            writer.WriteInt64(usedAt);
            from = reader.Position;
            _value.Skip(ref reader);
            writer.WriteBytes(plain[from..reader.Position]);
        }
    }

    private bool Keep(ref StateReader reader, ReadOnlySpan<byte> bytes, long cutoff)
    {
        if (_state.Kind == StateKind.Value)
        {
            return KeepPart(ref reader, bytes, cutoff, _kept);
        }

        var parts = reader.ReadCount() - 1;
        var left = 0;
        _parts.Clear();
        for (var i = 0; i < parts; i++)
        {
            left += KeepPart(ref reader, bytes, cutoff, _parts) ? 1 : 0;
        }

        if (left == 0)
        {
            return false;
        }

        _kept.WriteCount(left + 1);
        _kept.WriteBytes(_parts.Written);
        return true;
    }

    private bool KeepPart(ref StateReader reader, ReadOnlySpan<byte> bytes, long cutoff, StateWriter writer)
    {
        var from = reader.Position;
        _mapKey?.Skip(ref reader);
        var usedAt = reader.ReadInt64();
        _value.Skip(ref reader);
        if (usedAt <= cutoff)
        {
            return false;
        }

        writer.WriteBytes(bytes[from..reader.Position]);
        return true;
    }
}
