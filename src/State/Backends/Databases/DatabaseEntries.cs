using System.Buffers.Binary;
using RocksDbSharp;
using Weir.State.Codecs;

namespace Weir.State.Backends.Databases;

/// <summary>Reads the entries of a state from its column family into the form of all backends, knowing only its schemas. One thread uses it.</summary>
internal sealed class DatabaseEntries(StoredState state)
{
    private readonly SchemaSkipper _key = new(state.Key, []);
    private readonly StateWriter _mapEntries = new();

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
        for (; writer.Length < end && IsIn(iterator, group); count++)
        {
            switch (state.Kind)
            {
                case StateKind.List:
                    WriteList(iterator, writer);
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
        }

        return count;
    }

    public static bool IsIn(Iterator iterator, int group) => iterator.Valid() && DatabaseKey.GroupOf(iterator.GetKeySpan()) == group;

    private static void WriteList(Iterator iterator, StateWriter writer)
    {
        var elements = BinaryPrimitives.ReadInt32LittleEndian(iterator.GetValueSpan());
        writer.WriteBytes(iterator.GetKeySpan()[DatabaseKey.GroupSize..]);
        writer.WriteCount(elements + 1);
        iterator.Next();
        for (var i = 0; i < elements; i++, iterator.Next())
        {
            if (!iterator.Valid())
            {
                throw new CorruptStateException($"The database ends within a list of {elements} elements, after {i}.");
            }

            writer.WriteBytes(iterator.GetValueSpan());
        }
    }

    private void WriteMap(Iterator iterator, StateWriter writer)
    {
        var prefix = iterator.GetKeySpan()[..PrefixLength(iterator.GetKeySpan())].ToArray();
        var size = 0;
        _mapEntries.Clear();
        for (; iterator.Valid() && iterator.GetKeySpan().StartsWith(prefix); iterator.Next())
        {
            _mapEntries.WriteBytes(iterator.GetKeySpan()[prefix.Length..]);
            _mapEntries.WriteBytes(iterator.GetValueSpan());
            size++;
        }

        writer.WriteBytes(prefix.AsSpan(DatabaseKey.GroupSize));
        writer.WriteCount(size + 1);
        writer.WriteBytes(_mapEntries.Written);
    }

    private int PrefixLength(ReadOnlySpan<byte> stored)
    {
        var reader = new StateReader(stored[DatabaseKey.GroupSize..]);
        _key.Skip(ref reader);
        return DatabaseKey.GroupSize + reader.Position;
    }
}
