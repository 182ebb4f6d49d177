using System.Buffers.Binary;
using Weir.State.Backends;

namespace Weir.State.RocksDb;

/// <summary>
/// Restored chunks of states that nothing has asked for yet, a column family for each description. They go into later snapshots as they
/// came.
/// </summary>
internal sealed class RocksDbUnclaimed(RocksDbStore store)
{
    private const int ReadAtOnce = 16;

    private readonly List<(StoredState State, RocksDbFamily Family)> _states = [];
    private readonly byte[] _key = new byte[RocksDbKey.GroupSize + sizeof(int)];
    private int _made;
    private int _chunks;
    private byte[] _value = [];

    public IReadOnlyList<(StoredState State, RocksDbFamily Family)> States => _states;

    public void Add(RestoredChunk chunk)
    {
        var size = sizeof(int) + chunk.Bytes.Length;
        if (_value.Length < size)
        {
            _value = new byte[size];
        }

        BinaryPrimitives.WriteUInt16BigEndian(_key, (ushort)chunk.KeyGroup);
        BinaryPrimitives.WriteInt32BigEndian(_key.AsSpan(RocksDbKey.GroupSize), _chunks++);
        BinaryPrimitives.WriteInt32LittleEndian(_value, chunk.Count);
        chunk.Bytes.Span.CopyTo(_value.AsSpan(sizeof(int)));
        FamilyOf(chunk.State).Put(_key, _value.AsSpan(0, size));
    }

    /// <summary>Gives a state what was stored for it.</summary>
    public void Claim(RocksDbState state)
    {
        for (var i = _states.Count - 1; i >= 0; i--)
        {
            var (written, family) = _states[i];
            if (!string.Equals(written.Name, state.Name, StringComparison.Ordinal))
            {
                continue;
            }

            var last = Array.Empty<byte>();
            for (var entries = family.Read([], last, after: false, ReadAtOnce); entries.Count > 0; entries = family.Read([], last, after: true, ReadAtOnce))
            {
                foreach (var (key, value) in entries)
                {
                    state.Restore(written, RocksDbKey.GroupOf(key), CountOf(value), BytesOf(value));
                    last = key;
                }
            }

            family.Clear();
            _states.RemoveAt(i);
        }
    }

    public static int CountOf(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadInt32LittleEndian(value);

    public static ReadOnlySpan<byte> BytesOf(ReadOnlySpan<byte> value) => value[sizeof(int)..];

    private RocksDbFamily FamilyOf(StoredState state)
    {
        foreach (var (known, family) in _states)
        {
            if (known.Equals(state))
            {
                return family;
            }
        }

        var made = new RocksDbFamily(store, state.Name, $"unclaimed/{_made++}");
        _states.Add((state, made));
        return made;
    }
}
