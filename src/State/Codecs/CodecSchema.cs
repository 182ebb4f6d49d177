using System.Collections.Immutable;
using System.Globalization;

namespace Weir.State.Codecs;

/// <summary>How values of a type are encoded. It is stored with the state, so that a later version of the type can still read it.</summary>
public sealed class CodecSchema : IEquatable<CodecSchema>
{
    private const int DeepestNesting = 200;

    internal CodecSchema(SchemaKind kind, string name = "", ImmutableArray<SchemaMember> members = default, long number = 0)
    {
        Kind = kind;
        Name = name;
        Members = members.IsDefault ? [] : members;
        Number = number;
    }

    /// <summary>What the value is.</summary>
    public SchemaKind Kind { get; }

    /// <summary>The type's name, for people; of a registered codec the name that identifies it; else empty.</summary>
    public string Name { get; }

    /// <summary>
    /// A record's members; the element of a list or optional value, the key and value of a map, the underlying number of an
    /// enumeration followed by its names.
    /// </summary>
    public ImmutableArray<SchemaMember> Members { get; }

    /// <summary>An enumeration name's value, a registered codec's version, or how many records outwards an enclosing one is.</summary>
    public long Number { get; }

    /// <summary>Identifies a registered codec's encoding by a name and a version, which goes up when the bytes change.</summary>
    public static CodecSchema Custom(string name, int version = 1)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new CodecSchema(SchemaKind.Custom, name, number: version);
    }

    /// <summary>Reads a schema written by <see cref="Write"/>.</summary>
    public static CodecSchema Read(ref StateReader reader) => Read(ref reader, 0);

    /// <summary>Whether values have the same encoding and meaning. Names of types don't count: types may be renamed.</summary>
    public bool Equals(CodecSchema? other)
    {
        if (other is null || Kind != other.Kind || Number != other.Number || Members.Length != other.Members.Length
            || (Kind == SchemaKind.Custom && !string.Equals(Name, other.Name, StringComparison.Ordinal)))
        {
            return false;
        }

        for (var i = 0; i < Members.Length; i++)
        {
            if (!string.Equals(Members[i].Name, other.Members[i].Name, StringComparison.Ordinal)
                || !Members[i].Schema.Equals(other.Members[i].Schema))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CodecSchema);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Number, Members.Length);

    /// <summary>Stores the schema.</summary>
    public void Write(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteByte((byte)Kind);
        writer.WriteText(Name);
        writer.WriteInt64(Number);
        writer.WriteCount(Members.Length);
        foreach (var member in Members)
        {
            writer.WriteText(member.Name);
            member.Schema.Write(writer);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        SchemaKind.Record => $"{Name}({string.Join(", ", Members)})",
        SchemaKind.List => $"list<{Members[0].Schema}>",
        SchemaKind.Map => $"map<{Members[0].Schema}, {Members[1].Schema}>",
        SchemaKind.Optional => $"{Members[0].Schema}?",
        SchemaKind.Enumeration => $"enum {Name} : {Members[0].Schema}",
        SchemaKind.Custom => $"custom {Name} v{Number.ToString(CultureInfo.InvariantCulture)}",
        SchemaKind.Enclosing => "(enclosing record)",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Whether no part of it refers to a record outside it.</summary>
    internal bool IsSelfContained => ReachesOut() == 0;

    /// <summary>Whether a value may be encoded as no bytes at all: as many of them as there are fit anywhere.</summary>
    internal bool MayTakeNoBytes => Kind switch
    {
        SchemaKind.Unit => true,
        SchemaKind.Record => Number != RecordEncoding.MayBeNull && Members.All(member => member.Schema.MayTakeNoBytes),
        _ => false,
    };

    internal static CodecSchema Of(SchemaKind kind) => new(kind);

    internal static CodecSchema ListOf(CodecSchema element) => new(SchemaKind.List, members: [new SchemaMember("element", element)]);

    internal static CodecSchema OptionalOf(CodecSchema value) => new(SchemaKind.Optional, members: [new SchemaMember("value", value)]);

    internal static CodecSchema MapOf(CodecSchema key, CodecSchema value) =>
        new(SchemaKind.Map, members: [new SchemaMember("key", key), new SchemaMember("value", value)]);

    /// <summary>How many records outside of this schema its parts reach.</summary>
    private long ReachesOut()
    {
        if (Kind == SchemaKind.Enclosing)
        {
            return Number + 1;
        }

        var inner = Members.IsEmpty ? 0 : Members.Max(member => member.Schema.ReachesOut());
        return Kind == SchemaKind.Record ? Math.Max(inner - 1, 0) : inner;
    }

    private static CodecSchema Read(ref StateReader reader, int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new CorruptStateException($"A stored schema nests more than {DeepestNesting} deep.");
        }

        var kind = (SchemaKind)reader.ReadByte();
        if (kind is SchemaKind.None or > SchemaKind.BigInteger)
        {
            throw new CorruptStateException($"A stored schema has the kind {(int)kind}, which this version does not know.");
        }

        var name = reader.ReadText() ?? "";
        var number = reader.ReadInt64();
        var count = reader.ReadCount();
        var members = ImmutableArray.CreateBuilder<SchemaMember>();
        for (var i = 0; i < count; i++)
        {
            var memberName = reader.ReadText() ?? "";
            members.Add(new SchemaMember(memberName, Read(ref reader, depth + 1)));
        }

        var expected = kind switch
        {
            SchemaKind.List or SchemaKind.Optional => 1,
            SchemaKind.Map => 2,
            SchemaKind.Record => count,
            SchemaKind.Enumeration => Math.Max(count, 1),
            _ => 0,
        };
        return count == expected
            ? new CodecSchema(kind, name, members.ToImmutable(), number)
            : throw new CorruptStateException($"A stored schema of kind {kind} has {count} members instead of {expected}.");
    }
}
