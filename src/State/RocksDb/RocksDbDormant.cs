using Weir.State.Backends;
using Weir.State.Backends.Databases;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.State.RocksDb;

/// <summary>
/// States that came with a restored database and that nothing has asked for yet: they stay where they are, as they were written, and go
/// into later snapshots.
/// </summary>
internal sealed class RocksDbDormant(RocksDbStore store, KeyGroupRange keyGroups)
{
    private const int ChunkSize = 64 * 1024;

    private readonly Dictionary<string, (StoredState Stored, RocksDbFamily Family)> _states = new(StringComparer.Ordinal);

    public IEnumerable<(StoredState Stored, RocksDbFamily Family)> States => _states.Values;

    public void Attach(DatabaseFamily stored)
    {
        var state = stored.States[0];
        var family = new RocksDbFamily(store, state.Name, stored.Name);
        family.Attach(stored.Name);
        _states.Add(state.Name, (state, family));
    }

    /// <summary>Where entries of a state that are written just so may be put; null: nowhere.</summary>
    public RocksDbFamily? FamilyFor(StoredState stored)
    {
        if (!_states.TryGetValue(stored.Name, out var known))
        {
            _states.Add(stored.Name, known = (stored, new RocksDbFamily(store, stored.Name, RocksDbFamily.NameOf(stored.Name))));
        }

        return known.Stored.Equals(stored) ? known.Family : null;
    }

    /// <summary>Gives a state what was stored for it: as it is, or read and written anew when it was written otherwise.</summary>
    public void Claim(RocksDbState state)
    {
        if (!_states.Remove(state.Name, out var dormant) || dormant.Family.Handle is null)
        {
            return;
        }

        if (dormant.Stored.Equals(state.Stored) && state.Family.Handle is null)
        {
            state.Adopt(dormant.Family.Name);
            return;
        }

        Rewrite(dormant.Stored, dormant.Family, state);
        dormant.Family.Drop();
    }

    private void Rewrite(StoredState stored, RocksDbFamily family, RocksDbState state)
    {
        var entries = new DatabaseEntries(stored);
        var bytes = new StateWriter(2 * ChunkSize);
        using var iterator = store.Database.NewIterator(family.Handle);
        iterator.SeekToFirst();
        for (var group = keyGroups.Start; group < keyGroups.End; group++)
        {
            while (DatabaseEntries.IsIn(iterator, group))
            {
                bytes.Clear();
                var count = entries.Write(iterator, group, ChunkSize, bytes);
                state.Restore(new RestoredChunk(stored, group, count, bytes.WrittenMemory));
            }
        }

        family.Check(iterator);
    }
}
