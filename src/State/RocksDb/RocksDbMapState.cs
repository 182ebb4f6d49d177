using System.Collections;
using System.Diagnostics.CodeAnalysis;
using RocksDbSharp;
using Weir.State.Codecs;

namespace Weir.State.RocksDb;

/// <summary>A map by key: each entry under the key with the map key behind it, so that one is read and written without the others.</summary>
internal sealed class RocksDbMapState<TKey, TMapKey, TMapValue>(
    string name, RocksDbKey<TKey> key, RocksDbFamily family, Codec<TMapKey> mapKeyCodec, Codec<TMapValue> codec)
    : RocksDbState<TKey>(StateKind.Map, name, key, family, Codec.For<Dictionary<TMapKey, TMapValue>?>()), IMapState<TMapKey, TMapValue>, ISpanDeserializer<bool>
    where TMapKey : notnull
{
    private const int ReadAtOnce = 256;

    private readonly StateWriter _encoded = new();
    private readonly Codec<TMapKey> _mapKeys = KeyBytes.For(mapKeyCodec);

    // Values that can change in place and were given out in this turn, or are not written yet.
    private readonly Dictionary<TMapKey, (TMapValue Value, byte[]? Stored)> _live = [];
    private long _turn;
    private (TMapValue Value, byte[]? Stored) _read;

    /// <summary>Counts them.</summary>
    public int Count
    {
        get
        {
            Settle();
            return Scan(Key.Prefix.ToArray()).Count();
        }
    }

    public TMapValue this[TMapKey key]
    {
        get => TryGet(key, out var value)
            ? value
            : throw new KeyNotFoundException($"The map of key '{Key.Key}' has no '{key}'.");
        set
        {
            Begin();
            if (!codec.IsImmutable)
            {
                _live[key] = (value, null);
                Key.Touch(this);
                return;
            }

            _encoded.Clear();
            codec.Write(in value, _encoded);
            Family.Put(Key.With(in key, _mapKeys), _encoded.Written);
        }
    }

    public bool TryGet(TMapKey key, [MaybeNullWhen(false)] out TMapValue value)
    {
        Begin();
        if (_live.TryGetValue(key, out var live))
        {
            value = live.Value;
            return true;
        }

        if (!Family.Get(Key.With(in key, _mapKeys), this))
        {
            value = default;
            return false;
        }

        value = _read.Value;
        if (!codec.IsImmutable)
        {
            _live.Add(key, _read);
            Key.Touch(this);
        }

        _read = default;
        return true;
    }

    public bool Contains(TMapKey key)
    {
        Begin();
        return _live.ContainsKey(key) || Family.Has(Key.With(in key, _mapKeys));
    }

    public bool Remove(TMapKey key)
    {
        if (!Contains(key))
        {
            return false;
        }

        _live.Remove(key);
        Family.Remove(Key.With(in key, _mapKeys));
        return true;
    }

    public void Clear()
    {
        Begin();
        _live.Clear();
        try
        {
            foreach (var (stored, _) in Scan(Key.Prefix.ToArray()))
            {
                Family.RemoveLater(stored);
            }
        }
        catch
        {
            Family.Store.ClearBatch();
            throw;
        }

        Family.WriteBatch();
    }

    public IEnumerator<KeyValuePair<TMapKey, TMapValue>> GetEnumerator()
    {
        Settle();
        return Entries(Key.Prefix.ToArray(), Key.Turn).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override void WriteBack()
    {
        if (_turn == Key.Turn)
        {
            Settle();
            _live.Clear();
        }
    }

    bool ISpanDeserializer<bool>.Deserialize(ReadOnlySpan<byte> buffer)
    {
        var reader = new StateReader(buffer);
        _read = (codec.Read(ref reader), codec.IsImmutable ? null : buffer.ToArray());
        return true;
    }

    protected override void Restore(int group, bool isOver, ICodec key, ICodec value, ref StateReader reader)
    {
        RestoreKey(group, key, ref reader);
        if (isOver)
        {
            RemovePrefix();
        }

        var length = Prefix.Length;
        foreach (var entry in ((Codec<Dictionary<TMapKey, TMapValue>?>)value).Read(ref reader) ?? [])
        {
            Prefix.Truncate(length);
            _mapKeys.Write(entry.Key, Prefix);
            _encoded.Clear();
            codec.Write(entry.Value, _encoded);
            Family.PutLater(Prefix.Written, _encoded.Written);
        }
    }

    protected override void RemovePrefix() => RemoveAllOfPrefix();

    private void Begin()
    {
        if (_turn != Key.Turn)
        {
            _live.Clear();
            _turn = Key.Turn;
        }
    }

    /// <summary>Puts into the database what is in memory only; the turn goes on.</summary>
    private void Settle()
    {
        Begin();
        try
        {
            foreach (var (mapKey, (value, stored)) in _live)
            {
                _encoded.Clear();
                codec.Write(in value, _encoded);
                if (stored is null || !_encoded.Written.SequenceEqual(stored))
                {
                    Family.PutLater(Key.With(in mapKey, _mapKeys), _encoded.Written);
                    _live[mapKey] = (value, _encoded.ToArray());
                }
            }
        }
        catch
        {
            // None of them is in the database.
            Family.Store.ClearBatch();
            foreach (var mapKey in _live.Keys)
            {
                _live[mapKey] = (_live[mapKey].Value, null);
            }

            throw;
        }

        Family.WriteBatch();
    }

    private IEnumerable<KeyValuePair<TMapKey, TMapValue>> Entries(byte[] prefix, long turn)
    {
        foreach (var (stored, bytes) in Scan(prefix))
        {
            var mapKey = Decode(_mapKeys, stored.AsSpan(prefix.Length));
            if (turn == Key.Turn && _live.TryGetValue(mapKey, out var live))
            {
                yield return KeyValuePair.Create(mapKey, live.Value);
                continue;
            }

            var value = Decode(codec, bytes);
            if (turn == Key.Turn && !codec.IsImmutable)
            {
                _live.Add(mapKey, (value, bytes));
                Key.Touch(this);
            }

            yield return KeyValuePair.Create(mapKey, value);
        }
    }

    /// <summary>The stored entries. Nothing of the library's is held between them, however long the reader takes.</summary>
    private IEnumerable<(byte[] Key, byte[] Value)> Scan(byte[] prefix)
    {
        var last = prefix;
        while (true)
        {
            var entries = Family.Read(prefix, last, after: true, ReadAtOnce);
            foreach (var entry in entries)
            {
                last = entry.Key;
                yield return entry;
            }

            if (entries.Count < ReadAtOnce)
            {
                yield break;
            }
        }
    }

    private static T Decode<T>(Codec<T> codec, ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        return codec.Read(ref reader);
    }
}
