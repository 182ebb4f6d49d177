using System.Buffers.Binary;
using System.Collections;
using RocksDbSharp;
using Weir.State.Backends.Databases;
using Weir.State.Codecs;
using Weir.State.Expiry;

namespace Weir.State.RocksDb;

/// <summary>
/// A list by key: how many elements it has under the key itself, and each element behind it under its place, so that adding one writes
/// one. Of a list whose elements expire the latest of their times stands before their number, and compactions drop what has expired, each
/// entry for itself: elements may be missing between others, or there may be some without their number, which count no more.
/// </summary>
internal sealed class RocksDbListState<TKey, T>(string name, RocksDbKey<TKey> key, RocksDbFamily family, Codec<T> codec)
    : RocksDbState<TKey>(StateKind.List, name, key, family, Codec.For<List<T>?>()), IListState<T>, ISpanDeserializer<int>
{
    private const int ReadAtOnce = 256;

    private static readonly bool s_expires = typeof(T) is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Timed<>);

    private readonly StateWriter _encoded = new();

    // Elements that can change in place and were given out in this turn, or are not written yet.
    private readonly Dictionary<int, (T Element, byte[]? Stored)> _live = [];
    private long _turn;
    private int _count;
    private long _latest;
    private bool _hasGrown;

    public int Count
    {
        get
        {
            Load();
            return s_expires ? this.Count() : _count;
        }
    }

    public void Add(T element)
    {
        Load();
        Append(new ReadOnlySpan<T>(in element));
    }

    public void AddRange(IEnumerable<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);

        // Taken before the first is added: they may come from this very list, or from code that uses this state.
        var items = elements.ToArray();
        Load();
        Append(items);
    }

    public void Update(IEnumerable<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        var items = elements.ToArray();
        Clear();
        Append(items);
    }

    public void Clear()
    {
        Load();
        if (_count == 0)
        {
            return;
        }

        for (var i = 0; i < _count; i++)
        {
            Family.RemoveLater(Key.With(i));
        }

        Family.RemoveLater(Key.Prefix);
        Family.WriteBatch();
        _live.Clear();
        (_count, _hasGrown) = (0, false);
    }

    public IEnumerator<T> GetEnumerator()
    {
        Load();
        return codec.IsImmutable ? Read(Key.Prefix.ToArray(), _count).Select(found => Decode(found.Bytes)).GetEnumerator() : Live().GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override void WriteBack()
    {
        if (_turn != Key.Turn)
        {
            return;
        }

        foreach (var (place, (element, stored)) in _live)
        {
            _encoded.Clear();
            codec.Write(in element, _encoded);
            if (stored is null || !_encoded.Written.SequenceEqual(stored))
            {
                PutElement(Key.With(place));
            }
        }

        _live.Clear();
        WriteCount();
    }

    int ISpanDeserializer<int>.Deserialize(ReadOnlySpan<byte> buffer)
    {
        if (s_expires)
        {
            _latest = DatabaseList.LatestOf(buffer);
        }

        return DatabaseList.CountOf(buffer);
    }

    protected override void Restore(int group, bool isOver, ICodec key, ICodec value, ref StateReader reader)
    {
        RestoreKey(group, key, ref reader);
        if (isOver)
        {
            RemovePrefix();
        }

        var length = Prefix.Length;
        var list = ((Codec<List<T>?>)value).Read(ref reader) ?? [];
        (_latest, _turn) = (long.MinValue, 0);
        Span<byte> number = stackalloc byte[sizeof(int)];
        for (var place = 0; place < list.Count; place++)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, place);
            Prefix.Truncate(length);
            Prefix.WriteBytes(number);
            _encoded.Clear();
            codec.Write(list[place], _encoded);
            PutElement(Prefix.Written);
        }

        if (list.Count > 0)
        {
            PutCount(Prefix.Written[..length], list.Count);
        }
    }

    protected override void RemovePrefix() => RemoveAllOfPrefix();

    private void Load()
    {
        if (_turn == Key.Turn)
        {
            return;
        }

        _live.Clear();
        (_hasGrown, _latest) = (false, long.MinValue);
        _count = Family.Get(Key.Prefix, this);
        _turn = Key.Turn;
    }

    private void Append(ReadOnlySpan<T> elements)
    {
        try
        {
            foreach (ref readonly var element in elements)
            {
                Append(in element);
            }
        }
        catch
        {
            // Elements without their number would be taken for lists.
            Family.Store.ClearBatch();
            _turn = 0;
            throw;
        }

        Write();
    }

    private void Append(in T element)
    {
        _hasGrown = true;
        if (!codec.IsImmutable)
        {
            _live.Add(_count++, (element, null));
            return;
        }

        _encoded.Clear();
        codec.Write(in element, _encoded);
        PutElement(Key.With(_count++));
    }

    /// <summary>What can change in place is written at the end of the turn.</summary>
    private void Write()
    {
        if (_hasGrown && !codec.IsImmutable)
        {
            Key.Touch(this);
        }
        else
        {
            WriteCount();
        }
    }

    private void WriteCount()
    {
        if (_hasGrown)
        {
            PutCount(Key.Prefix, _count);
            _hasGrown = false;
        }

        Family.WriteBatch();
    }

    /// <summary>What is encoded.</summary>
    private void PutElement(ReadOnlySpan<byte> stored)
    {
        if (s_expires)
        {
            _latest = Math.Max(_latest, BinaryPrimitives.ReadInt64LittleEndian(_encoded.Written));
        }

        Family.PutLater(stored, _encoded.Written);
    }

    private void PutCount(ReadOnlySpan<byte> stored, int count)
    {
        Span<byte> value = stackalloc byte[DatabaseList.MostCountBytes];
        Family.PutLater(stored, value[..DatabaseList.WriteCount(value, s_expires ? _latest : null, count)]);
    }

    private T Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        return codec.Read(ref reader);
    }

    /// <summary>All elements, each the same object as whenever it was asked for in this turn.</summary>
    private List<T> Live()
    {
        if (_live.Count < _count)
        {
            foreach (var (place, bytes) in Read(Key.Prefix.ToArray(), _count))
            {
                if (!_live.ContainsKey(place))
                {
                    _live.Add(place, (Decode(bytes), bytes));
                }
            }
        }

        if (_count > 0)
        {
            Key.Touch(this);
        }

        var elements = new List<T>(_live.Count);
        for (var i = 0; i < _count; i++)
        {
            if (_live.TryGetValue(i, out var live))
            {
                elements.Add(live.Element);
            }
        }

        return elements;
    }

    /// <summary>The stored elements. Nothing of the library's is held between them, however long the reader takes.</summary>
    private IEnumerable<(int Place, byte[] Bytes)> Read(byte[] prefix, int count)
    {
        var from = new byte[prefix.Length + sizeof(int)];
        prefix.CopyTo(from, 0);
        for (var next = 0; next < count;)
        {
            BinaryPrimitives.WriteInt32BigEndian(from.AsSpan(prefix.Length), next);
            var entries = Family.Read(prefix, from, after: false, Math.Min(ReadAtOnce, count - next));
            if (entries.Count == 0)
            {
                yield break;
            }

            foreach (var (stored, bytes) in entries)
            {
                var place = BinaryPrimitives.ReadInt32BigEndian(stored.AsSpan(prefix.Length));
                if (place >= count)
                {
                    yield break;
                }

                next = place + 1;
                yield return (place, bytes);
            }
        }
    }
}
