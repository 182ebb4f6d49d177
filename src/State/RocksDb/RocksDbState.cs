using System.Buffers.Binary;
using Weir.State.Backends;
using Weir.State.Backends.Databases;
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

    /// <summary>Writes what is in the database of a key as a snapshot would; false when there is nothing.</summary>
    /// <param name="prefix">What the key is found by.</param>
    /// <param name="writer">Gets it.</param>
    public bool Write(byte[] prefix, StateWriter writer)
    {
        const int AtOnce = 256;
        var found = new List<(byte[] Stored, byte[] Bytes)>();
        var last = prefix;
        for (var isAfter = false; ; isAfter = true)
        {
            var entries = Family.Read(prefix, last, isAfter, AtOnce);
            found.AddRange(entries);
            if (entries.Count < AtOnce)
            {
                break;
            }

            last = entries[^1].Item1;
        }

        if (kind is not (StateKind.List or StateKind.Map))
        {
            if (found.Find(entry => entry.Stored.Length == prefix.Length) is not { Bytes: { } bytes })
            {
                return false;
            }

            writer.WriteBytes(bytes);
            return true;
        }

        // Of a list the number of elements is there, too, under the key itself; what that does not count has expired.
        var several = found.Where(entry => entry.Stored.Length > prefix.Length).ToList();
        if (kind == StateKind.List)
        {
            var count = found is [var (first, number), ..] && first.Length == prefix.Length ? DatabaseList.CountOf(number) : 0;
            several.RemoveAll(entry => BinaryPrimitives.ReadInt32BigEndian(entry.Stored.AsSpan(prefix.Length)) >= count);
        }

        if (several.Count == 0)
        {
            return false;
        }

        writer.WriteCount(several.Count + 1);
        foreach (var (stored, bytes) in several)
        {
            writer.WriteBytes(kind == StateKind.Map ? stored.AsSpan(prefix.Length) : []);
            writer.WriteBytes(bytes);
        }

        return true;
    }

    /// <summary>Takes over a column family with entries of just this state.</summary>
    public void Adopt(string family)
    {
        Family.Attach(family);
        Forget();
    }

    /// <summary>The database has got entries otherwise: what is in memory of it may be old.</summary>
    public virtual void Forget()
    {
    }

    /// <summary>Puts the entries of a snapshot's chunk into the database, or takes out what it says was removed.</summary>
    public void Restore(RestoredChunk chunk)
    {
        var (keys, values) = _readers.Of(chunk.State);
        var reader = new StateReader(chunk.Bytes.Span);
        try
        {
            for (var i = 0; i < chunk.Count; i++)
            {
                if (chunk.IsRemoval)
                {
                    RestoreRemoved(chunk.KeyGroup, keys, ref reader);
                }
                else
                {
                    Restore(chunk.KeyGroup, chunk.IsOver, keys, values, ref reader);
                }
            }

            if (reader.Remaining != 0)
            {
                throw new CorruptStateException($"State '{name}': {reader.Remaining} of {chunk.Bytes.Length} bytes are left after {chunk.Count} entries.");
            }
        }
        catch
        {
            Family.Store.ClearBatch();
            throw;
        }

        Family.WriteBatch();
    }

    /// <summary>Reads an entry and puts it into the batch.</summary>
    /// <param name="group">The entry's key group.</param>
    /// <param name="isOver">Whether there may be something of its key already, in whose place it comes.</param>
    /// <param name="key">Reads the key.</param>
    /// <param name="value">Reads the value.</param>
    /// <param name="reader">Is at the entry.</param>
    protected abstract void Restore(int group, bool isOver, ICodec key, ICodec value, ref StateReader reader);

    /// <summary>Reads what was removed and puts that into the batch.</summary>
    protected abstract void RestoreRemoved(int group, ICodec key, ref StateReader reader);
}

/// <summary>A state of one key type.</summary>
internal abstract class RocksDbState<TKey>(StateKind kind, string name, RocksDbKey<TKey> key, RocksDbFamily family, ICodec value)
    : RocksDbState(kind, name, family, key.Context.KeyCodec, value)
{
    private const int KeysAtOnce = 1024;

    protected RocksDbKey<TKey> Key => key;

    /// <summary>What a restored key is found by.</summary>
    protected StateWriter Prefix { get; } = new(64);

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

    /// <summary>Whether there is something of the current key, of which nothing is to be written back.</summary>
    public virtual bool Has() => Family.Read(key.Prefix, key.Prefix, after: false, most: 1).Count > 0;

    /// <summary>How long a stored key is without what the state has put behind it.</summary>
    protected int PrefixLength(ReadOnlySpan<byte> stored)
    {
        var reader = new StateReader(stored[DatabaseKey.GroupSize..]);
        key.Codec.Read(ref reader);
        return DatabaseKey.GroupSize + reader.Position;
    }

    protected TKey ReadKey(ReadOnlySpan<byte> prefix)
    {
        var reader = new StateReader(prefix[DatabaseKey.GroupSize..]);
        return key.Codec.Read(ref reader);
    }

    /// <summary>Takes out all that is found by <see cref="Prefix"/>, with the batch.</summary>
    protected virtual void RemovePrefix() => Family.RemoveLater(Prefix.Written);

    /// <summary>For states with several entries for a key.</summary>
    protected void RemoveAllOfPrefix()
    {
        var prefix = Prefix.ToArray();
        var last = prefix;
        var isAfter = false;
        for (var entries = Family.Read(prefix, last, isAfter, KeysAtOnce); entries.Count > 0; entries = Family.Read(prefix, last, isAfter, KeysAtOnce))
        {
            foreach (var (stored, _) in entries)
            {
                Family.RemoveLater(stored);
                (last, isAfter) = (stored, true);
            }
        }
    }

    protected override void RestoreRemoved(int group, ICodec key, ref StateReader reader)
    {
        RestoreKey(group, key, ref reader);
        RemovePrefix();
    }

    /// <summary>Reads a key of a snapshot and writes it to <see cref="Prefix"/>.</summary>
    /// <exception cref="InvalidOperationException">It is of another group now.</exception>
    protected void RestoreKey(int group, ICodec codec, ref StateReader reader)
    {
        var restored = ((Codec<TKey>)codec).Read(ref reader);
        HeapTable.CheckGroup(in restored, group, Weir.State.Keys.KeyGroups.Of(key.Context.Hasher.Hash(in restored), key.Context.MaxParallelism));
        Prefix.Clear();
        DatabaseKey.WriteGroup(group, Prefix);
        key.Codec.Write(in restored, Prefix);
    }
}
