using System.Buffers.Binary;
using Weir.State.Backends;

namespace Weir.State.RocksDb;

/// <summary>
/// Restored chunks of states that nothing has asked for yet, a column family for each name, found by key group and in the order in which
/// they lie over each other. They go into later snapshots, so that they are not lost.
/// </summary>
internal sealed class RocksDbUnclaimed(RocksDbStore store)
{
    private const int ReadAtOnce = 16;

    private readonly Dictionary<string, RocksDbFamily> _families = new(StringComparer.Ordinal);
    private readonly List<StoredState> _states = [];
    private readonly byte[] _key = new byte[RocksDbKey.GroupSize + sizeof(int)];
    private int _made;
    private int _chunks;
    private byte[] _value = [];

    /// <summary>Those of whose chunks there are some, and others.</summary>
    public IReadOnlyList<StoredState> States => _states;

    public IEnumerable<RocksDbFamily> Families => _families.Values;

    /// <summary>Whether some of the chunks may lie over others.</summary>
    public bool HasLayers { get; private set; }

    public void Add(RestoredChunk chunk, bool isOver)
    {
        var state = _states.IndexOf(chunk.State);
        if (state < 0)
        {
            state = _states.Count;
            _states.Add(chunk.State);
        }

        var size = RocksDbChunk.HeaderSize + chunk.Bytes.Length;
        if (_value.Length < size)
        {
            _value = new byte[size];
        }

        HasLayers |= isOver || chunk.IsRemoval;
        BinaryPrimitives.WriteUInt16BigEndian(_key, (ushort)chunk.KeyGroup);
        BinaryPrimitives.WriteInt32BigEndian(_key.AsSpan(RocksDbKey.GroupSize), _chunks++);
        RocksDbChunk.Write(_value, state, isOver, chunk);
        FamilyOf(chunk.State.Name).Put(_key, _value.AsSpan(0, size));
    }

    /// <summary>Gives a state what was stored for it.</summary>
    public void Claim(RocksDbState state)
    {
        if (!_families.TryGetValue(state.Name, out var family))
        {
            return;
        }

        var last = Array.Empty<byte>();
        for (var entries = family.Read([], last, after: false, ReadAtOnce); entries.Count > 0; entries = family.Read([], last, after: true, ReadAtOnce))
        {
            foreach (var (key, value) in entries)
            {
                state.Restore(RocksDbChunk.Read(key, value, _states, out var isOver), isOver);
                last = key;
            }
        }

        family.Clear();
        _families.Remove(state.Name);
    }

    private RocksDbFamily FamilyOf(string name)
    {
        if (!_families.TryGetValue(name, out var family))
        {
            _families.Add(name, family = new RocksDbFamily(store, name, $"unclaimed/{_made++}"));
        }

        return family;
    }
}

/// <summary>A restored chunk as it is kept: its state's place in a list, what it is, how many entries, and their bytes.</summary>
internal static class RocksDbChunk
{
    public const int HeaderSize = sizeof(ushort) + 1 + sizeof(int);

    private const byte Removal = 1;
    private const byte Over = 2;

    public static void Write(Span<byte> value, int state, bool isOver, RestoredChunk chunk)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(value, checked((ushort)state));
        value[sizeof(ushort)] = (byte)((chunk.IsRemoval ? Removal : 0) | (isOver ? Over : 0));
        BinaryPrimitives.WriteInt32LittleEndian(value[(sizeof(ushort) + 1)..], chunk.Count);
        chunk.Bytes.Span.CopyTo(value[HeaderSize..]);
    }

    public static RestoredChunk Read(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value, IReadOnlyList<StoredState> states, out bool isOver)
    {
        var header = value.Span;
        isOver = (header[sizeof(ushort)] & Over) != 0;
        return new RestoredChunk(
            states[BinaryPrimitives.ReadUInt16LittleEndian(header)],
            RocksDbKey.GroupOf(key),
            BinaryPrimitives.ReadInt32LittleEndian(header[(sizeof(ushort) + 1)..]),
            value[HeaderSize..])
        {
            IsRemoval = (header[sizeof(ushort)] & Removal) != 0,
        };
    }
}
