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
    public const byte KindNumber = 2;

    // A name, two varints at least, and a checksum.
    private const int SmallestFile = 8;

    public override IEnumerable<StateHandle> Files => Database.Select(file => file.State);

    protected override byte Kind => KindNumber;

    public static DatabaseStateHandle ReadContent(ref StateReader reader)
    {
        var range = ReadRange(ref reader);
        var count = reader.ReadCount();
        if (count > reader.Remaining / SmallestFile)
        {
            throw new CorruptStateException($"A database of state says it has {count} files; {reader.Remaining} bytes are left.");
        }

        var files = ImmutableArray.CreateBuilder<DatabaseFile>(count);
        for (var i = 0; i < count; i++)
        {
            files.Add(new DatabaseFile(DatabaseFile.Checked(reader.ReadText()), StateHandle.Read(ref reader)));
        }

        return new DatabaseStateHandle(range, files.MoveToImmutable(), reader.ReadBytes(reader.ReadCount()).ToArray());
    }

    protected override void WriteContent(StateWriter writer)
    {
        WriteRange(writer, KeyGroups);
        writer.WriteCount(Database.Length);
        foreach (var file in Database)
        {
            writer.WriteText(file.Name);
            file.State.Write(writer);
        }

        writer.WriteCount(Families.Length);
        writer.WriteBytes(Families.Span);
    }

    public bool Equals(DatabaseStateHandle? other) =>
        other is not null && KeyGroups == other.KeyGroups && Database.AsSpan().SequenceEqual(other.Database.AsSpan()) && Families.Span.SequenceEqual(other.Families.Span);

    public override int GetHashCode() => HashCode.Combine(KeyGroups, Database.Length, Families.Length);
}
