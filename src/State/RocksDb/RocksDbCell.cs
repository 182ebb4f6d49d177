using System.Diagnostics.CodeAnalysis;
using RocksDbSharp;
using Weir.State.Codecs;

namespace Weir.State.RocksDb;

/// <summary>One value by key. The current key's is read once a turn; one that can change in place is written back at the end of it.</summary>
internal sealed class RocksDbCell<TKey, T>(StateKind kind, string name, RocksDbKey<TKey> key, RocksDbFamily family, Codec<T> codec)
    : RocksDbState<TKey>(kind, name, key, family, codec), ISpanDeserializer<bool>
{
    private readonly StateWriter _encoded = new();
    private readonly StateWriter _stored = new(16);
    private long _turn;
    private bool _exists;
    private bool _isSet;
    private T _value = default!;

    public bool HasValue
    {
        get
        {
            Load();
            return _exists;
        }
    }

    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        Load();
        value = _value;
        if (_exists && !codec.IsImmutable)
        {
            Key.Touch(this);
        }

        return _exists;
    }

    public void Set(T value)
    {
        (_value, _exists, _turn) = (value, true, Key.Turn);
        if (!codec.IsImmutable)
        {
            _isSet = true;
            Key.Touch(this);
            return;
        }

        _encoded.Clear();
        codec.Write(in value, _encoded);
        Family.Put(Key.Prefix, _encoded.Written);
    }

    public void Clear()
    {
        if (_turn != Key.Turn || _exists)
        {
            Family.Remove(Key.Prefix);
        }

        (_value, _exists, _isSet, _turn) = (default!, false, false, Key.Turn);
    }

    public override void WriteBack()
    {
        if (!_exists || _turn != Key.Turn)
        {
            return;
        }

        _encoded.Clear();
        codec.Write(in _value, _encoded);
        if (_isSet || !_encoded.Written.SequenceEqual(_stored.Written))
        {
            Family.Put(Key.Prefix, _encoded.Written);
        }

        _isSet = false;
    }

    bool ISpanDeserializer<bool>.Deserialize(ReadOnlySpan<byte> buffer)
    {
        var reader = new StateReader(buffer);
        _value = codec.Read(ref reader);
        if (!codec.IsImmutable)
        {
            _stored.Clear();
            _stored.WriteBytes(buffer);
        }

        return true;
    }

    protected override void Restore(int group, bool isOver, ICodec key, ICodec value, ref StateReader reader)
    {
        RestoreKey(group, key, ref reader);
        _encoded.Clear();
        codec.Write(((Codec<T>)value).Read(ref reader), _encoded);
        Family.PutLater(Prefix.Written, _encoded.Written);
    }

    private void Load()
    {
        if (_turn == Key.Turn)
        {
            return;
        }

        (_value, _isSet) = (default!, false);
        _exists = Family.Get(Key.Prefix, this);
        _turn = Key.Turn;
    }
}
