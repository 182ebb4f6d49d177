using System.Collections.Immutable;
using Weir.State.Codecs;
using Weir.State.Storage;

namespace Weir.State.Backends.Databases;

/// <summary>What a checkpoint says about a column family of a database of state.</summary>
/// <param name="Name">In the database.</param>
/// <param name="States">The state whose entries are in it; of restored chunks, all states that some may be of, in the order in which chunks count them.</param>
/// <param name="Content">What is in it.</param>
internal sealed record DatabaseFamily(string Name, ImmutableArray<StoredState> States, DatabaseContent Content)
{
    public static byte[] Write(IReadOnlyList<DatabaseFamily> families)
    {
        var writer = new StateWriter();
        writer.WriteCount(families.Count);
        foreach (var family in families)
        {
            writer.WriteText(family.Name);
            writer.WriteByte((byte)family.Content);
            writer.WriteCount(family.States.Length);
            foreach (var state in family.States)
            {
                state.Write(writer);
            }
        }

        return writer.ToArray();
    }

    /// <exception cref="CorruptStateException">It is not what was written.</exception>
    public static ImmutableArray<DatabaseFamily> Read(DatabaseStateHandle handle)
    {
        var reader = new StateReader(handle.Families.Span);
        var families = ImmutableArray.CreateBuilder<DatabaseFamily>();
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            families.Add(Read(ref reader));
        }

        return families.ToImmutable();
    }

    private static DatabaseFamily Read(ref StateReader reader)
    {
        var name = reader.ReadText() ?? throw new CorruptStateException("A column family of a database of state has no name.");
        var content = (DatabaseContent)reader.ReadByte();
        var states = ImmutableArray.CreateBuilder<StoredState>();
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            states.Add(StoredState.Read(ref reader));
        }

        return Enum.IsDefined(content) && (content != DatabaseContent.Entries || states.Count == 1)
            ? new DatabaseFamily(name, states.ToImmutable(), content)
            : throw new CorruptStateException($"The column family '{name}' of a database of state has content of the kind {(int)content} and {states.Count} states.");
    }
}
