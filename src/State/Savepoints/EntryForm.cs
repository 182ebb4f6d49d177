using Weir.State.Backends;
using Weir.State.Codecs;

namespace Weir.State.Savepoints;

/// <summary>How the entries of a state are stored: their values as they are, or with the times of their last use.</summary>
internal abstract class EntryForm<TKey, TValue>
{
    /// <summary>What says so in a savepoint.</summary>
    public abstract StoredState Description { get; }

    /// <summary>Throws when what is described so cannot be read as this.</summary>
    public abstract void Check(StoredState description);

    /// <summary>Reads the entries of a state as they are described.</summary>
    public abstract IEnumerable<KeyValuePair<TKey, TValue>> Read(StoredState description, IEnumerable<StoredEntry> entries);

    /// <summary>Writes an entry as it has become; one that is kept has the times that it had.</summary>
    /// <param name="description">How it is stored.</param>
    /// <param name="entry">It.</param>
    /// <param name="change">Says what becomes of a key and its value.</param>
    /// <param name="usedAt">The time of last use of what is changed, in milliseconds since 1970.</param>
    /// <param name="writer">Gets it.</param>
    /// <returns>False: it is there no more, and nothing is written.</returns>
    public abstract bool Change(
        StoredState description, StoredEntry entry, Func<TKey, TValue, (EntryOutcome Outcome, TValue Value)> change, long usedAt, StateWriter writer);

    /// <summary>Writes an entry.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="usedAt">The time of its last use, in milliseconds since 1970.</param>
    /// <param name="writer">Gets it.</param>
    public abstract void Write(TKey key, TValue value, long usedAt, StateWriter writer);
}

/// <param name="kind">As which the state is stored.</param>
/// <param name="name">The state's.</param>
/// <param name="unwrap">Takes the times off.</param>
/// <param name="wrap">Gives it a time.</param>
internal sealed class EntryForm<TKey, TValue, TStored>(StateKind kind, string name, Func<TStored, TValue> unwrap, Func<TValue, long, TStored> wrap)
    : EntryForm<TKey, TValue>
{
    private readonly Codec<TKey> _key = Codec.For<TKey>();
    private readonly Codec<TStored> _value = Codec.For<TStored>();
    private readonly ChunkReaders _readers = new(kind, name, Codec.For<TKey>(), Codec.For<TStored>());

    public override StoredState Description => new(name, kind, _key.Schema, _value.Schema);

    public override void Check(StoredState description) => ReadersOf(description);

    public override IEnumerable<KeyValuePair<TKey, TValue>> Read(StoredState description, IEnumerable<StoredEntry> entries)
    {
        var (key, value) = ReadersOf(description);
        return entries.Select(entry => new KeyValuePair<TKey, TValue>(Decode(key, entry.Key.Span), unwrap(Decode(value, entry.Value.Span))));
    }

    public override bool Change(
        StoredState description, StoredEntry entry, Func<TKey, TValue, (EntryOutcome Outcome, TValue Value)> change, long usedAt, StateWriter writer)
    {
        var readers = ReadersOf(description);
        var key = Decode(readers.Key, entry.Key.Span);
        var stored = Decode(readers.Value, entry.Value.Span);
        var (outcome, value) = change(key, unwrap(stored));
        if (outcome == EntryOutcome.Removed)
        {
            return false;
        }

        Write(key, outcome == EntryOutcome.Kept ? stored : wrap(value, usedAt), writer);
        return true;
    }

    public override void Write(TKey key, TValue value, long usedAt, StateWriter writer) => Write(key, wrap(value, usedAt), writer);

    private void Write(TKey key, TStored value, StateWriter writer)
    {
        _key.Write(in key, writer);
        _value.Write(in value, writer);
    }

    private (Codec<TKey> Key, Codec<TStored> Value) ReadersOf(StoredState description)
    {
        var (key, value) = _readers.Of(description.Kind == StateKind.Timers ? description with { Value = SavepointKeyedState.ValueSchema(description) } : description);
        return ((Codec<TKey>)key, (Codec<TStored>)value);
    }

    private static T Decode<T>(Codec<T> codec, ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        return codec.Read(ref reader);
    }
}
