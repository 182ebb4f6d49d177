using RocksDbSharp;
using Weir.State.Backends;
using Weir.State.Codecs;

namespace Weir.State.RocksDb;

/// <summary>A state that has been asked for: where its entries are, and how they go into snapshots and come back.</summary>
internal abstract class RocksDbState(StateKind kind, string name, RocksDbFamily family, ICodec key, ICodec value)
{
    private readonly ChunkReaders _readers = new(kind, name, key, value);

    public StateKind Kind => kind;

    public string Name => name;

    public RocksDbFamily Family => family;

    /// <summary>What users hold: the state itself, unless it says otherwise.</summary>
    public object Facade
    {
        get => field ?? this;
        set;
    }

    public StoredState Stored { get; } = new(name, kind, key.Schema, value.Schema);

    /// <summary>Writes what was given out and may have been changed in place since.</summary>
    public abstract void WriteBack();

    /// <summary>
    /// Writes entries of a key group as snapshots have them, from where the iterator is, until about <paramref name="limit"/> bytes are
    /// written or the group is at its end. Runs on another thread than the stream.
    /// </summary>
    /// <returns>How many.</returns>
    public abstract int WriteEntries(Iterator iterator, int group, int limit, StateWriter writer);

    /// <summary>Puts the entries of a snapshot's chunk into the database.</summary>
    public void Restore(StoredState written, int group, int count, ReadOnlySpan<byte> bytes)
    {
        var (keys, values) = _readers.Of(written);
        var reader = new StateReader(bytes);
        Restore(group, count, keys, values, ref reader);
        if (reader.Remaining != 0)
        {
            Family.Store.Batch.Clear();
            throw new CorruptStateException($"State '{name}': {reader.Remaining} of {bytes.Length} bytes are left after {count} entries.");
        }

        Family.WriteBatch();
    }

    protected abstract void Restore(int group, int count, ICodec key, ICodec value, ref StateReader reader);

    protected static bool IsIn(Iterator iterator, int group) => iterator.Valid() && RocksDbKey.GroupOf(iterator.GetKeySpan()) == group;
}

/// <summary>A state of one key type.</summary>
internal abstract class RocksDbState<TKey>(StateKind kind, string name, RocksDbKey<TKey> key, RocksDbFamily family, ICodec value)
    : RocksDbState(kind, name, family, key.Context.KeyCodec, value), IKeyed<TKey>
{
    private const int KeysAtOnce = 1024;

    protected RocksDbKey<TKey> Key => key;

    public virtual IEnumerable<TKey> Keys()
    {
        var last = Array.Empty<byte>();
        var prefix = Array.Empty<byte>();
        while (true)
        {
            var entries = Family.Read([], last, after: last.Length > 0, KeysAtOnce);
            foreach (var (stored, _) in entries)
            {
                last = stored;
                if (prefix.Length > 0 && stored.AsSpan().StartsWith(prefix))
                {
                    continue;
                }

                prefix = stored[..PrefixLength(stored)];
                yield return ReadKey(prefix);
            }

            if (entries.Count < KeysAtOnce)
            {
                yield break;
            }
        }
    }

    /// <summary>How long a stored key is without what the state has put behind it.</summary>
    protected int PrefixLength(ReadOnlySpan<byte> stored)
    {
        var reader = new StateReader(stored[RocksDbKey.GroupSize..]);
        key.Codec.Read(ref reader);
        return RocksDbKey.GroupSize + reader.Position;
    }

    protected TKey ReadKey(ReadOnlySpan<byte> prefix)
    {
        var reader = new StateReader(prefix[RocksDbKey.GroupSize..]);
        return key.Codec.Read(ref reader);
    }

    /// <summary>Reads a key of a snapshot and writes it as the beginning of what it is found by.</summary>
    /// <exception cref="InvalidOperationException">It is of another group now.</exception>
    protected void RestoreKey(int group, Codec<TKey> codec, ref StateReader reader, StateWriter prefix)
    {
        var restored = codec.Read(ref reader);
        HeapTable.CheckGroup(in restored, group, Weir.State.Keys.KeyGroups.Of(key.Context.Hasher.Hash(in restored), key.Context.MaxParallelism));
        prefix.Clear();
        RocksDbKey.WriteGroup(group, prefix);
        key.Codec.Write(in restored, prefix);
    }
}
