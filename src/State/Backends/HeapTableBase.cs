using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>A table whose types are known to its state only. Groups are counted from the backend's first.</summary>
internal abstract class HeapTable
{
    /// <summary>Fixes what is in the table for a snapshot. Versions count up from 1, one for each snapshot of the backend.</summary>
    public abstract HeapCapture Capture(int version, ICodec key, ICodec value);

    /// <summary>Takes in <paramref name="count"/> entries of a key group encoded by the codecs.</summary>
    public abstract void Restore(int keyGroup, int count, ICodec key, ICodec value, ReadOnlySpan<byte> bytes);

    /// <summary>A key must still be of the group that it was stored in, or the stream would look for it elsewhere.</summary>
    protected static void CheckGroup<TKey>(in TKey key, int expected, int actual)
    {
        if (expected != actual)
        {
            throw new InvalidOperationException(
                $"The stored key '{key}' is of key group {expected}, and {typeof(TKey)} now hashes it to {actual}: a key type's members cannot change once " +
                "there is state by it. Go back to the old type, or start without this state.");
        }
    }

    public abstract void Clear();
}

/// <summary>A table's part of a snapshot. Written by one thread while another uses the table.</summary>
internal abstract class HeapCapture
{
    /// <summary>How many entries a group has.</summary>
    public abstract int Count(int group);

    /// <summary>
    /// Encodes entries from <paramref name="cursor"/> on (first 0) until about <paramref name="limit"/> bytes are written; true when there is more.
    /// </summary>
    public abstract bool Write(int group, ref int cursor, int limit, StateWriter writer, out int count);

    /// <summary>The group is not read any more.</summary>
    public abstract void Done(int group);

    /// <summary>Nothing is read any more.</summary>
    public abstract void Release();
}
