using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Savepoints;

/// <summary>A change of a state whose types are known: all of it is written as those types are now.</summary>
internal sealed class TypedStateChange<TKey, TValue>(string name, StateKind kind) : StateChange(name)
{
    private readonly Codec<TKey> _key = Codec.For<TKey>();
    private readonly Codec<TValue> _value = Codec.For<TValue>();
    private readonly KeyHasher<TKey> _hasher = KeyHasher<TKey>.Default;
    private readonly ChunkReaders _readers = new(kind, name, Codec.For<TKey>(), Codec.For<TValue>());
    private readonly List<Func<KeyValuePair<TKey, TValue>, (bool Stays, TValue Value)>> _each = [];

    // In order, so that the same changes write the same bytes. Only a key that is not null can stand for itself in a dictionary.
    private readonly Dictionary<ValueTuple<TKey>, int> _places = [];
    private readonly List<(TKey Key, bool Stays, TValue Value)> _byKey = [];
    private readonly HashSet<int> _found = [];
    private ILookup<int, int>? _placesByGroup;

    public StateKind Kind => kind;

    public void Set(TKey key, TValue value) => Put(key, stays: true, value);

    public void Remove(TKey key) => Put(key, stays: false, default!);

    public void Each(Func<KeyValuePair<TKey, TValue>, (bool Stays, TValue Value)> change) => _each.Add(change);

    public override StoredState Describe(OperatorState state, StoredState? stored)
    {
        if (stored is not null)
        {
            // What cannot be read as these types is refused before anything is written.
            _readers.Of(stored);
        }

        _found.Clear();
        _placesByGroup = Enumerable.Range(0, _byKey.Count).ToLookup(place => KeyGroups.Of(_hasher.Hash(_byKey[place].Key), state.MaxParallelism));
        return new StoredState(Name, kind, _key.Schema, _value.Schema);
    }

    public override bool Change(StoredState stored, StoredEntry entry, StateWriter writer)
    {
        var (keys, values) = _readers.Of(stored);
        var key = Read((Codec<TKey>)keys, entry.Key.Span);
        var value = Read((Codec<TValue>)values, entry.Value.Span);
        var stays = true;
        foreach (var change in _each)
        {
            if (!stays)
            {
                break;
            }

            (stays, value) = change(new KeyValuePair<TKey, TValue>(key, value));
        }

        if (_places.TryGetValue(new(key), out var place))
        {
            _found.Add(place);
            (_, stays, value) = _byKey[place];
        }

        if (stays)
        {
            Write(key, value, writer);
        }

        return stays;
    }

    public override int Add(int keyGroup, StateWriter writer)
    {
        var added = 0;
        foreach (var place in _placesByGroup![keyGroup])
        {
            if (_byKey[place].Stays && !_found.Contains(place))
            {
                Write(_byKey[place].Key, _byKey[place].Value, writer);
                added++;
            }
        }

        return added;
    }

    private void Put(TKey key, bool stays, TValue value)
    {
        if (_places.TryGetValue(new(key), out var place))
        {
            _byKey[place] = (key, stays, value);
            return;
        }

        _places.Add(new(key), _byKey.Count);
        _byKey.Add((key, stays, value));
    }

    private void Write(TKey key, TValue value, StateWriter writer)
    {
        _key.Write(in key, writer);
        _value.Write(in value, writer);
    }

    private static T Read<T>(Codec<T> codec, ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        return codec.Read(ref reader);
    }
}
