using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Storage;

namespace Weir.State.Savepoints;

/// <summary>What is changed of one keyed state while a savepoint is written anew. Asked group by group, the entries of a group before what is new in it.</summary>
internal abstract class StateChange(string name)
{
    public string Name => name;

    /// <summary>How the state is to be written. Throws when it is none that can be changed so.</summary>
    /// <param name="state">The operator.</param>
    /// <param name="stored">As it is stored; null: the operator does not have it.</param>
    /// <param name="now">The time, in milliseconds since 1970: when what is changed of state that expires was last used.</param>
    public abstract StoredState Describe(OperatorState state, StoredState? stored, long now);

    /// <summary>Writes an entry as it is now; false: it is there no more, and nothing is written.</summary>
    public abstract bool Change(StoredState stored, StoredEntry entry, StateWriter writer);

    /// <summary>Writes what a group has not had; returns how many entries.</summary>
    public abstract int Add(int keyGroup, StateWriter writer);
}
