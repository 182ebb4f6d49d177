using System.Collections.Immutable;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.State.Storage;

/// <summary>Keyed state as the files of a database that has it: RocksDB's own form. Files that never change are named again by later checkpoints.</summary>
/// <param name="KeyGroups">The key groups that count; there are no others in it.</param>
/// <param name="Database">The database's files.</param>
/// <param name="Families">What is in it: what the backend says of its column families.</param>
internal sealed record DatabaseStateHandle(KeyGroupRange KeyGroups, ImmutableArray<DatabaseFile> Database, ReadOnlyMemory<byte> Families)
    : KeyedStateHandle(KeyGroups)
{
    /// <summary>As format version 2 has it: each file by itself.</summary>
    public const byte KindNumberOfSingleFiles = 2;

    public const byte KindNumber = 4;

    // Of a state: a path, its length, a checksum. Of a file: a name, two numbers at least, and a checksum.
    private const int SmallestState = 13;
    private const int SmallestFile = 8;

    public override IEnumerable<StateHandle> Files => Database.Select(file => file.State).Distinct();

    protected override byte Kind => KindNumber;

    public static DatabaseStateHandle ReadContent(ref StateReader reader)
    {
        var range = ReadRange(ref reader);
        var states = new StateHandle[ReadCount(ref reader, SmallestState, "states")];
        for (var i = 0; i < states.Length; i++)
        {
            states[i] = StateHandle.Read(ref reader);
        }

        var files = new DatabaseFile[ReadCount(ref reader, SmallestFile, "files")];
        for (var i = 0; i < files.Length; i++)
        {
            files[i] = ReadFile(ref reader, states);
        }

        return new DatabaseStateHandle(range, [.. files], ReadFamilies(ref reader));
    }

    /// <summary>The same of format version 2.</summary>
    public static DatabaseStateHandle ReadSingleFiles(ref StateReader reader)
    {
        var range = ReadRange(ref reader);
        var files = new DatabaseFile[ReadCount(ref reader, SmallestFile, "files")];
        for (var i = 0; i < files.Length; i++)
        {
            files[i] = new DatabaseFile(DatabaseFile.Checked(reader.ReadText()), StateHandle.Read(ref reader));
        }

        return new DatabaseStateHandle(range, [.. files], ReadFamilies(ref reader));
    }

    protected override void WriteContent(StateWriter writer)
    {
        WriteRange(writer, KeyGroups);
        var places = new Dictionary<StateHandle, int>();
        foreach (var state in Files)
        {
            places.Add(state, places.Count);
        }

        writer.WriteCount(places.Count);
        foreach (var state in Files)
        {
            state.Write(writer);
        }

        writer.WriteCount(Database.Length);
        foreach (var file in Database)
        {
            writer.WriteText(file.Name);
            writer.WriteCount(places[file.State]);
            writer.WriteInt64(file.Offset);
            writer.WriteInt64(file.Length);
            writer.WriteUInt32(file.Checksum);
        }

        writer.WriteCount(Families.Length);
        writer.WriteBytes(Families.Span);
    }

    private static DatabaseFile ReadFile(ref StateReader reader, StateHandle[] states)
    {
        var name = DatabaseFile.Checked(reader.ReadText());
        var place = reader.ReadCount();
        var (offset, length) = (reader.ReadInt64(), reader.ReadInt64());
        var checksum = reader.ReadUInt32();
        if (place >= states.Length)
        {
            throw new CorruptStateException($"The file {name} of a database of state says it is in the state {place} of {states.Length}.");
        }

        return offset >= 0 && length >= 0 && length <= states[place].Length - offset
            ? new DatabaseFile(name, states[place], offset, length, checksum)
            : throw new CorruptStateException($"The file {name} of a database of state says it has {length} bytes from byte {offset} of {states[place]}.");
    }

    private static int ReadCount(ref StateReader reader, int smallest, string what)
    {
        var count = reader.ReadCount();
        return count <= reader.Remaining / smallest
            ? count
            : throw new CorruptStateException($"A database of state says it has {count} {what}; {reader.Remaining} bytes are left.");
    }

    private static byte[] ReadFamilies(ref StateReader reader) => reader.ReadBytes(reader.ReadCount()).ToArray();

    public bool Equals(DatabaseStateHandle? other) =>
        other is not null && KeyGroups == other.KeyGroups && Database.AsSpan().SequenceEqual(other.Database.AsSpan()) && Families.Span.SequenceEqual(other.Families.Span);

    public override int GetHashCode() => HashCode.Combine(KeyGroups, Database.Length, Families.Length);
}
