using System.Text.Json;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Savepoints;

/// <summary>A change of a state whose types are known by their schemas alone: keys and values are JSON, and the state keeps its schemas.</summary>
internal sealed class JsonStateChange(string name) : StateChange(name)
{
    private readonly List<(JsonElement Key, JsonElement? Value)> _given = [];
    private readonly List<(byte[] Key, byte[]? Value, int KeyGroup)> _encoded = [];
    private readonly HashSet<int> _found = [];

    /// <param name="key">The key.</param>
    /// <param name="value">Its value; null: it is taken out.</param>
    public void Put(JsonElement key, JsonElement? value) => _given.Add((key, value));

    public override StoredState Describe(OperatorState state, StoredState? stored, long now)
    {
        if (stored is null)
        {
            throw new ArgumentException($"Operator '{state.Uid}' has no state '{Name}'.");
        }

        if (stored.Kind == StateKind.Timers)
        {
            throw new ArgumentException($"'{Name}' of operator '{state.Uid}' are timers, which cannot be changed.");
        }

        _encoded.Clear();
        _found.Clear();
        var timed = TimedEntries.Of(stored);
        foreach (var (key, value) in _given)
        {
            var encoded = Encode(stored.Key, key);
            _encoded.RemoveAll(known => known.Key.AsSpan().SequenceEqual(encoded));
            _encoded.Add((encoded, value is { } its ? EncodeValue(stored, timed, its, now) : null, KeyGroups.Of(SchemaKeyHash.Of(stored.Key, encoded), state.MaxParallelism)));
        }

        return stored;
    }

    public override bool Change(StoredState stored, StoredEntry entry, StateWriter writer)
    {
        var place = _encoded.FindIndex(change => entry.Key.Span.SequenceEqual(change.Key));
        if (place < 0)
        {
            writer.WriteBytes(entry.Key.Span);
            writer.WriteBytes(entry.Value.Span);
            return true;
        }

        _found.Add(place);
        return Write(place, writer);
    }

    public override int Add(int keyGroup, StateWriter writer)
    {
        var added = 0;
        for (var place = 0; place < _encoded.Count; place++)
        {
            if (_encoded[place].KeyGroup == keyGroup && !_found.Contains(place) && Write(place, writer))
            {
                added++;
            }
        }

        return added;
    }

    private bool Write(int place, StateWriter writer)
    {
        if (_encoded[place].Value is not { } value)
        {
            return false;
        }

        writer.WriteBytes(_encoded[place].Key);
        writer.WriteBytes(value);
        return true;
    }

    /// <summary>In state that expires, values are given without times.</summary>
    private static byte[] EncodeValue(StoredState stored, TimedEntries? timed, JsonElement json, long now)
    {
        if (timed is null)
        {
            return Encode(stored.Value, json);
        }

        var writer = new StateWriter();
        timed.Wrap(Encode(timed.Plain, json), now, writer);
        return writer.ToArray();
    }

    private static byte[] Encode(CodecSchema schema, JsonElement json)
    {
        var writer = new StateWriter();
        SchemaJsonReader.Write(schema, json, writer);
        return writer.ToArray();
    }
}
