using System.Buffers.Binary;
using RocksDbSharp;
using Weir.State.Codecs;

namespace Weir.State.Backends.Databases;

/// <summary>Reads the entries of a state from its column family into the form of all backends, knowing only its schemas. One thread uses it.</summary>
internal sealed class DatabaseEntries(StoredState state)
{
    private readonly SchemaSkipper _key = new(state.Key, []);
    private readonly StateWriter _entries = new();
    private readonly StateWriter _list = new();

    public StoredState State => state;

    /// <summary>
    /// Writes entries of a key group from where the iterator is, until about <paramref name="limit"/> bytes are written or the group is at
    /// its end.
    /// </summary>
    /// <returns>How many.</returns>
    public int Write(Iterator iterator, int group, int limit, StateWriter writer)
    {
        var end = writer.Length + limit;
        var count = 0;
        while (writer.Length < end && IsIn(iterator, group))
        {
            var isEntry = true;
            switch (state.Kind)
            {
                case StateKind.List:
                    isEntry = WriteList(iterator, writer);
                    break;
                case StateKind.Map:
                    WriteMap(iterator, writer);
                    break;
                case StateKind.Timers:
                    writer.WriteInt64(DatabaseTimer.ReadTimestamp(iterator.GetKeySpan()));
                    writer.WriteBytes(iterator.GetKeySpan()[DatabaseTimer.KeyStart..]);
                    iterator.Next();
                    break;
                default:
                    writer.WriteBytes(iterator.GetKeySpan()[DatabaseKey.GroupSize..]);
                    writer.WriteBytes(iterator.GetValueSpan());
                    iterator.Next();
                    break;
            }

            count += isEntry ? 1 : 0;
        }

        return count;
    }

    public static bool IsIn(Iterator iterator, int group) => iterator.Valid() && DatabaseKey.GroupOf(iterator.GetKeySpan()) == group;

    /// <summary>False: there was none, or nothing is left of it.</summary>
    private bool WriteList(Iterator iterator, StateWriter writer)
    {
        _list.Clear();
        _list.WriteBytes(iterator.GetKeySpan());
        if (PrefixLength(_list.Written) < _list.Length)
        {
            // An element that has lost its number, which had expired: so has this one.
            iterator.Next();
            return false;
        }

        var count = DatabaseList.CountOf(iterator.GetValueSpan());
        var mayLack = DatabaseList.Expires(iterator.GetValueSpan());
        var size = 0;
        _entries.Clear();
        for (iterator.Next(); iterator.Valid() && iterator.GetKeySpan().StartsWith(_list.Written); iterator.Next())
        {
            if (BinaryPrimitives.ReadInt32BigEndian(iterator.GetKeySpan()[_list.Length..]) < count)
            {
                _entries.WriteBytes(iterator.GetValueSpan());
                size++;
            }
        }

        if (size < count && !mayLack)
        {
            throw new CorruptStateException($"The database has {size} elements of a list of {count}.");
        }

        if (size == 0)
        {
            return false;
        }

        writer.WriteBytes(_list.Written[DatabaseKey.GroupSize..]);
        writer.WriteCount(size + 1);
        writer.WriteBytes(_entries.Written);
        return true;
    }

    private void WriteMap(Iterator iterator, StateWriter writer)
    {
        var prefix = iterator.GetKeySpan()[..PrefixLength(iterator.GetKeySpan())].ToArray();
        var size = 0;
        _entries.Clear();
        for (; iterator.Valid() && iterator.GetKeySpan().StartsWith(prefix); iterator.Next())
        {
            _entries.WriteBytes(iterator.GetKeySpan()[prefix.Length..]);
            _entries.WriteBytes(iterator.GetValueSpan());
            size++;
        }

        writer.WriteBytes(prefix.AsSpan(DatabaseKey.GroupSize));
        writer.WriteCount(size + 1);
        writer.WriteBytes(_entries.Written);
    }

    private int PrefixLength(ReadOnlySpan<byte> stored)
    {
        var reader = new StateReader(stored[DatabaseKey.GroupSize..]);
        _key.Skip(ref reader);
        return DatabaseKey.GroupSize + reader.Position;
    }
}
