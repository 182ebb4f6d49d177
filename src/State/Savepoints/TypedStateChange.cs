using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Savepoints;

/// <summary>A change of a state whose types are known: all of it is written as those types are now.</summary>
internal sealed class TypedStateChange<TKey, TValue>(string name, EntryValues<TKey, TValue> values) : StateChange(name)
{
    private readonly KeyHasher<TKey> _hasher = KeyHasher<TKey>.Default;
    private readonly List<Func<TKey, TValue, (EntryOutcome Outcome, TValue Value)>> _each = [];

    // In order, so that the same changes write the same bytes. Only a key that is not null can stand for itself in a dictionary.
    private readonly Dictionary<ValueTuple<TKey>, int> _places = [];
    private readonly List<(TKey Key, bool Stays, TValue Value)> _byKey = [];
    private readonly HashSet<int> _found = [];
    private ILookup<int, int>? _placesByGroup;
    private EntryForm<TKey, TValue> _form = values.FormOf(null);
    private long _now;

    public StateKind Kind => values.Kind;

    public void Set(TKey key, TValue value) => Put(key, stays: true, value);

    public void Remove(TKey key) => Put(key, stays: false, default!);

    public void Each(Func<TKey, TValue, (EntryOutcome Outcome, TValue Value)> change) => _each.Add(change);

    public override StoredState Describe(OperatorState state, StoredState? stored, long now)
    {
        _now = now;
        _form = values.FormOf(stored);
        if (stored is not null)
        {
            // What cannot be read as these types is refused before anything is written.
            _form.Check(stored);
        }

        _found.Clear();
        _placesByGroup = Enumerable.Range(0, _byKey.Count).ToLookup(place => KeyGroups.Of(_hasher.Hash(_byKey[place].Key), state.MaxParallelism));
        return _form.Description;
    }

    public override bool Change(StoredState stored, StoredEntry entry, StateWriter writer) => _form.Change(stored, entry, Changed, _now, writer);

    public override int Add(int keyGroup, StateWriter writer)
    {
        var added = 0;
        foreach (var place in _placesByGroup![keyGroup])
        {
            if (_byKey[place].Stays && !_found.Contains(place))
            {
                _form.Write(_byKey[place].Key, _byKey[place].Value, _now, writer);
                added++;
            }
        }

        return added;
    }

    private (EntryOutcome Outcome, TValue Value) Changed(TKey key, TValue value)
    {
        if (_places.TryGetValue(new(key), out var place))
        {
            _found.Add(place);
            return (_byKey[place].Stays ? EntryOutcome.Changed : EntryOutcome.Removed, _byKey[place].Value);
        }

        var outcome = EntryOutcome.Kept;
        foreach (var change in _each)
        {
            (var its, value) = change(key, value);
            if (its == EntryOutcome.Removed)
            {
                return (its, value);
            }

            outcome = its == EntryOutcome.Changed ? its : outcome;
        }

        return (outcome, value);
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
}
