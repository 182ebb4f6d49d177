using Weir.State.Backends;
using Weir.State.Codecs;

namespace Weir.State.Savepoints;

/// <summary>How the values of a state's entries are read, whether or not they are stored with the times of their last use.</summary>
internal abstract class EntryValues<TKey, TValue>
{
    public static EntryValues<TKey, TValue> Of(StateKind kind, string name) => new As<TValue>(kind, name, static stored => stored);

    /// <summary>The same where values may be stored as <typeparamref name="TTimed"/>, too.</summary>
    /// <param name="kind">As which it is stored without times.</param>
    /// <param name="timedKind">As which it is stored with them.</param>
    /// <param name="name">The state's.</param>
    /// <param name="unwrap">Takes the times off.</param>
    public static EntryValues<TKey, TValue> Of<TTimed>(StateKind kind, StateKind timedKind, string name, Func<TTimed, TValue> unwrap) =>
        new MaybeTimed(Of(kind, name), new As<TTimed>(timedKind, name, unwrap));

    /// <summary>Reads the entries of a state as they are described.</summary>
    public abstract IEnumerable<KeyValuePair<TKey, TValue>> Read(StoredState description, IEnumerable<StoredEntry> entries);

    private sealed class As<TStored>(StateKind kind, string name, Func<TStored, TValue> convert) : EntryValues<TKey, TValue>
    {
        private readonly ChunkReaders _readers = new(kind, name, Codec.For<TKey>(), Codec.For<TStored>());

        public override IEnumerable<KeyValuePair<TKey, TValue>> Read(StoredState description, IEnumerable<StoredEntry> entries)
        {
            var (key, value) = _readers.Of(description with { Value = SavepointKeyedState.ValueSchema(description) });
            return entries.Select(entry => new KeyValuePair<TKey, TValue>(
                Decode((Codec<TKey>)key, entry.Key.Span), convert(Decode((Codec<TStored>)value, entry.Value.Span))));
        }

        private static T Decode<T>(Codec<T> codec, ReadOnlySpan<byte> bytes)
        {
            var reader = new StateReader(bytes);
            return codec.Read(ref reader);
        }
    }

    private sealed class MaybeTimed(EntryValues<TKey, TValue> plain, EntryValues<TKey, TValue> timed) : EntryValues<TKey, TValue>
    {
        // A type of the user's may look as what is stored does: then it is that.
        public override IEnumerable<KeyValuePair<TKey, TValue>> Read(StoredState description, IEnumerable<StoredEntry> entries) =>
            TimedEntries.Of(description) is not null && !description.Value.Equals(Codec.For<TValue>().Schema)
                ? timed.Read(description, entries)
                : plain.Read(description, entries);
    }
}
