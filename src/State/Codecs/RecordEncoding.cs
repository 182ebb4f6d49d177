using System.Collections.Immutable;

namespace Weir.State.Codecs;

internal static class RecordEncoding
{
    /// <summary>A record schema's number when a byte before the members says whether there is a value: the record is a class.</summary>
    public const long MayBeNull = 1;

    public static CodecSchema Schema(Type type, IEnumerable<RecordMember> members) => new(
        SchemaKind.Record,
        TypeNames.Of(type),
        members.Select(member => new SchemaMember(member.Name, member.Codec.Schema)).ToImmutableArray(),
        type.IsValueType ? 0 : MayBeNull);
}
