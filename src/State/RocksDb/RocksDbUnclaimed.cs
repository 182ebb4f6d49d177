using System.Buffers.Binary;
using Weir.State.Backends;
using Weir.State.Backends.Databases;

namespace Weir.State.RocksDb;

/// <summary>
/// Restored chunks of states that nothing has asked for yet, a column family for each name, found by key group and in the order in which
/// they lie over each other. They go into later snapshots, so that they are not lost.
/// </summary>
internal sealed class RocksDbUnclaimed(RocksDbStore store)
{
    private const int ReadAtOnce = 16;

    private readonly Dictionary<string, RocksDbUnclaimedFamily> _families = new(StringComparer.Ordinal);
    private readonly byte[] _key = new byte[DatabaseKey.GroupSize + sizeof(int)];
    private int _made;
    private int _chunks;
    private byte[] _value = [];

    public IEnumerable<RocksDbUnclaimedFamily> Families => _families.Values;

    /// <summary>Whether some of the chunks may lie over others.</summary>
    public bool HasLayers => _families.Values.Any(family => family.HasLayers);

    public void Add(RestoredChunk chunk)
    {
        var family = FamilyOf(chunk.State.Name);
        var state = family.PlaceOf(chunk.State);
        var size = DatabaseChunk.HeaderSize + chunk.Bytes.Length;
        if (_value.Length < size)
        {
            _value = new byte[size];
        }

        family.HasLayers |= chunk.IsOver || chunk.IsRemoval;
        BinaryPrimitives.WriteUInt16BigEndian(_key, (ushort)chunk.KeyGroup);
        BinaryPrimitives.WriteInt32BigEndian(_key.AsSpan(DatabaseKey.GroupSize), _chunks++);
        DatabaseChunk.Write(_value, state, chunk);
        family.Chunks.Put(_key, _value.AsSpan(0, size));
    }

    /// <summary>Gives a state what was stored for it.</summary>
    public void Claim(RocksDbState state)
    {
        if (!_families.TryGetValue(state.Name, out var family))
        {
            return;
        }

        var last = Array.Empty<byte>();
        for (var entries = family.Chunks.Read([], last, after: false, ReadAtOnce); entries.Count > 0; entries = family.Chunks.Read([], last, after: true, ReadAtOnce))
        {
            foreach (var (key, value) in entries)
            {
                state.Restore(DatabaseChunk.Read(key, value, family.States));
                last = key;
            }
        }

        family.Chunks.Drop();
        _families.Remove(state.Name);
    }

    /// <summary>Takes over chunks that are in the database.</summary>
    public void Attach(DatabaseFamily stored)
    {
        var family = FamilyOf(stored.States[0].Name);
        family.Chunks.Attach(stored.Name);
        family.States.AddRange(stored.States);
        family.HasLayers = stored.Content == DatabaseContent.LayeredChunks;
    }

    private RocksDbUnclaimedFamily FamilyOf(string name)
    {
        if (!_families.TryGetValue(name, out var family))
        {
            _families.Add(name, family = new RocksDbUnclaimedFamily(new RocksDbFamily(store, name, $"unclaimed/{_made++}")));
        }

        return family;
    }
}
