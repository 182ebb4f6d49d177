using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>A subtask's copy of a broadcast map.</summary>
internal sealed class BroadcastState<TMapKey, TMapValue>(string name, Codec<TMapKey> keyCodec, Codec<TMapValue> valueCodec)
    : OperatorNamedState(new StoredState(name, StateKind.OperatorBroadcast, keyCodec.Schema, valueCodec.Schema)), IBroadcastState<TMapKey, TMapValue>
    where TMapKey : notnull
{
    private readonly Dictionary<TMapKey, TMapValue> _entries = [];

    // What was written last, as long as nothing has changed since; never kept of what can change in place.
    private IReadOnlyList<ReadOnlyMemory<byte>>? _encoded;

    public int Count => _entries.Count;

    public TMapValue this[TMapKey key]
    {
        get => _entries.TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"Broadcast state '{Stored.Name}' has no '{key}'.");
        set
        {
            _entries[key] = value;
            _encoded = null;
        }
    }

    public bool TryGet(TMapKey key, [MaybeNullWhen(false)] out TMapValue value) => _entries.TryGetValue(key, out value);

    public bool Contains(TMapKey key) => _entries.ContainsKey(key);

    public bool Remove(TMapKey key)
    {
        _encoded = null;
        return _entries.Remove(key);
    }

    public void Clear()
    {
        _encoded = null;
        _entries.Clear();
    }

    public IEnumerator<KeyValuePair<TMapKey, TMapValue>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override IReadOnlyList<ReadOnlyMemory<byte>> Encode()
    {
        if (_encoded is not null)
        {
            return _encoded;
        }

        var writer = new StateWriter();
        var ends = new int[_entries.Count];
        var i = 0;
        foreach (var (key, value) in _entries)
        {
            keyCodec.Write(in key, writer);
            valueCodec.Write(in value, writer);
            ends[i++] = writer.Length;
        }

        var encoded = Cut(writer.ToArray(), ends);
        _encoded = keyCodec.IsImmutable && valueCodec.IsImmutable ? encoded : null;
        return encoded;
    }

    public override void Restore(RestoredList restored)
    {
        CheckKind(restored);
        _encoded = null;
        var keys = keyCodec.ReaderFor(restored.State.Key, SchemaContext.Root($"The key of broadcast state '{Stored.Name}'"));
        var values = valueCodec.ReaderFor(restored.State.Value, SchemaContext.Root($"Broadcast state '{Stored.Name}'"));
        foreach (var entry in restored.Elements)
        {
            var reader = new StateReader(entry.Span);
            var key = keys.Read(ref reader);
            _entries[key] = values.Read(ref reader);
            CheckEnd(reader.Remaining, restored);
        }
    }
}
