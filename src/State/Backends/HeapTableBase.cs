using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>A table whose types are known to its state only. Groups are counted from the backend's first.</summary>
internal abstract class HeapTable
{
    /// <summary>
    /// Fixes what is in the table for a snapshot. Versions count up from 1, one for each snapshot of the backend; what is restored has 0.
    /// </summary>
    /// <param name="version">Of this snapshot.</param>
    /// <param name="oldest">No later snapshot will ask for what changed since a version below.</param>
    /// <param name="mostRemoved">
    /// How many removed keys of a group are worth remembering: about as many as all states together have entries in a group. With more, the
    /// group is better written whole.
    /// </param>
    /// <param name="key">Stores the keys.</param>
    /// <param name="value">Stores the values.</param>
    public abstract HeapCapture Capture(int version, int oldest, long mostRemoved, ICodec key, ICodec value);

    /// <summary>How many entries there are.</summary>
    public abstract long Count { get; }

    /// <summary>Before anything is put back. Meanwhile several threads may put back, each what is of another key group.</summary>
    public abstract void BeginRestore();

    /// <summary>All is put back that comes for now.</summary>
    public abstract void EndRestore();

    /// <summary>Makes room for about as many entries in a key group that has none.</summary>
    public abstract void Reserve(int keyGroup, long count);

    /// <summary>Takes in <paramref name="count"/> entries of a key group encoded by the codecs, in place of those it has of the same keys.</summary>
    public abstract void Restore(int keyGroup, int count, ICodec key, ICodec value, ReadOnlySpan<byte> bytes);

    /// <summary>Takes out the entries of <paramref name="count"/> keys of a key group; not all of them need to be there.</summary>
    public abstract void RestoreRemoved(int keyGroup, int count, ICodec key, ReadOnlySpan<byte> bytes);

    /// <summary>A key must still be of the group that it was stored in, or the stream would look for it elsewhere.</summary>
    internal static void CheckGroup<TKey>(in TKey key, int expected, int actual)
    {
        if (expected != actual)
        {
            throw new InvalidOperationException(
                $"The stored key '{key}' is of key group {expected}, and {typeof(TKey)} now hashes it to {actual}: a key type's members cannot change once " +
                "there is state by it. Go back to the old type, or start without this state.");
        }
    }

    protected static void CheckEnd(int remaining, int length, int count, string what)
    {
        if (remaining != 0)
        {
            throw new CorruptStateException($"{remaining} of {length} bytes are left after {count} {what}.");
        }
    }

    public abstract void Clear();
}

/// <summary>A table's part of a snapshot. Written by one thread while another uses the table.</summary>
internal abstract class HeapCapture
{
    /// <summary>As the version since which entries are wanted: all of them.</summary>
    public const int Always = -1;

    /// <summary>How far back a table can tell what has changed: it keeps the low byte of a version.</summary>
    public const int Reach = byte.MaxValue - 1;

    /// <summary>How many entries a group has.</summary>
    public abstract int Count(int group);

    /// <summary>About how many of a group's keys were written to or removed after a version.</summary>
    public abstract int CountChanged(int group, int since);

    /// <summary>Whether the table can tell what was removed from a group after a version.</summary>
    public abstract bool Knows(int group, int since);

    /// <summary>
    /// Encodes entries written to after <paramref name="since"/> (and maybe some that were not) from <paramref name="cursor"/> on (first 0)
    /// until about <paramref name="limit"/> bytes are written; true when there may be more.
    /// </summary>
    public abstract bool Write(int group, int since, ref int cursor, int limit, StateWriter writer, out int count);

    /// <summary>The same with the keys that were removed; some of them may have been added again.</summary>
    public abstract bool WriteRemoved(int group, int since, ref int cursor, int limit, StateWriter writer, out int count);

    /// <summary>The group is not read any more.</summary>
    public abstract void Done(int group);

    /// <summary>Nothing is read any more.</summary>
    public abstract void Release();
}
