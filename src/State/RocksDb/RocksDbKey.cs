using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Weir.State.Backends;
using Weir.State.Backends.Databases;
using Weir.State.Codecs;

namespace Weir.State.RocksDb;

/// <summary>
/// The key that a backend's states are bound to, as the beginning of what they are found by: the key group, so that groups lie together
/// in their order, then the key's bytes. No key's bytes begin with another's, because each says itself where it ends.
/// </summary>
internal sealed class RocksDbKey<TKey>(KeyedBackendContext<TKey> context, RocksDbStore store)
{
    private readonly StateWriter _bytes = new(64);
    private readonly List<RocksDbState> _touched = [];
    private uint _hash;
    private int _length;
    private TKey _key = default!;

    public TKey Key => _key;

    /// <summary>Counts the records and timers that states were bound to: what was read for an earlier one may be old.</summary>
    public long Turn { get; private set; } = 1;

    public KeyedBackendContext<TKey> Context => context;

    public Codec<TKey> Codec { get; } = KeyBytes.For(context.KeyCodec);

    public ReadOnlySpan<byte> Prefix
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_length == 0)
            {
                Encode();
            }

            return _bytes.Written[.._length];
        }
    }

    public void Set(in TKey key, uint hash)
    {
        if (_touched.Count > 0)
        {
            WriteBack();
        }

        _key = key;
        _hash = hash;
        _length = 0;
        Turn++;
    }

    /// <summary>A state has given out what can be changed in place: it writes that back before the next turn.</summary>
    public void Touch(RocksDbState state)
    {
        if (!_touched.Contains(state))
        {
            _touched.Add(state);
        }
    }

    /// <summary>Ends the turn of the key: afterwards all is in the database.</summary>
    public void WriteBack()
    {
        try
        {
            foreach (var state in _touched)
            {
                state.WriteBack();
            }
        }
        catch
        {
            store.ClearBatch();
            throw;
        }
        finally
        {
            _touched.Clear();
            Turn++;
        }
    }

    /// <summary>The prefix with something behind it; valid until the next one is asked for.</summary>
    public ReadOnlySpan<byte> With<T>(in T suffix, Codec<T> codec)
    {
        _ = Prefix;
        _bytes.Truncate(_length);
        codec.Write(in suffix, _bytes);
        return _bytes.Written;
    }

    /// <summary>The prefix with a place in a list behind it.</summary>
    public ReadOnlySpan<byte> With(int index)
    {
        _ = Prefix;
        _bytes.Truncate(_length);
        Span<byte> place = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(place, index);
        _bytes.WriteBytes(place);
        return _bytes.Written;
    }

    private void Encode()
    {
        ObjectDisposedException.ThrowIf(store.IsDisposed, typeof(RocksDbStateBackend<TKey>));
        var group = context.OwnGroup(_hash);
        _bytes.Clear();
        DatabaseKey.WriteGroup(group, _bytes);
        Codec.Write(in _key, _bytes);
        _length = _bytes.Length;
    }
}
