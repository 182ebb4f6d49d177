using System.Collections.Immutable;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.State.Savepoints;

/// <summary>The hash of an encoded key, knowing only its schema: that which its type's <see cref="KeyHasher{TKey}"/> gives it.</summary>
internal static class SchemaKeyHash
{
    public static uint Of(CodecSchema schema, ReadOnlySpan<byte> key)
    {
        var reader = new StateReader(key);
        return Of(schema, [], ref reader);
    }

    private static uint Of(CodecSchema schema, ImmutableStack<CodecSchema> enclosing, ref StateReader reader) => schema.Kind switch
    {
        SchemaKind.Unit => UnitHash.Of(default),
        SchemaKind.Boolean => Int64Hash.Of(reader.ReadBoolean()),
        SchemaKind.Int8 => Int64Hash.Of((sbyte)reader.ReadByte()),
        SchemaKind.UInt8 => Int64Hash.Of(reader.ReadByte()),
        SchemaKind.Int16 => Int64Hash.Of((short)reader.ReadUInt16()),
        SchemaKind.UInt16 or SchemaKind.Character => Int64Hash.Of(reader.ReadUInt16()),
        SchemaKind.Int32 => Int64Hash.Of(reader.ReadInt32()),
        SchemaKind.UInt32 => Int64Hash.Of(reader.ReadUInt32()),
        SchemaKind.Int64 => Int64Hash.Of(reader.ReadInt64()),
        SchemaKind.UInt64 => Int64Hash.Of(reader.ReadUInt64()),
        SchemaKind.Int128 => WideHash.Of(PrimitiveEncoding.ReadInt128(ref reader)),
        SchemaKind.UInt128 => WideHash.Of(PrimitiveEncoding.ReadUInt128(ref reader)),
        SchemaKind.Float16 => RealHash.Of(PrimitiveEncoding.ReadHalf(ref reader)),
        SchemaKind.Float32 => RealHash.Of(PrimitiveEncoding.ReadSingle(ref reader)),
        SchemaKind.Float64 => RealHash.Of(PrimitiveEncoding.ReadDouble(ref reader)),
        SchemaKind.Decimal => RealHash.Of(PrimitiveEncoding.ReadDecimal(ref reader)),
        SchemaKind.Text => TextHash.Of(reader.ReadText()!),
        SchemaKind.Guid => WideHash.Of(PrimitiveEncoding.ReadGuid(ref reader)),
        SchemaKind.DateTime => TicksHash.Of(PrimitiveEncoding.ReadDateTime(ref reader)),
        SchemaKind.DateTimeOffset => TicksHash.Of(PrimitiveEncoding.ReadDateTimeOffset(ref reader)),
        SchemaKind.TimeSpan => TicksHash.Of(new TimeSpan(reader.ReadInt64())),
        SchemaKind.Date => TicksHash.Of(PrimitiveEncoding.ReadDate(ref reader)),
        SchemaKind.TimeOfDay => TicksHash.Of(PrimitiveEncoding.ReadTimeOfDay(ref reader)),
        SchemaKind.Enumeration => Of(schema.Members[0].Schema, enclosing, ref reader),
        SchemaKind.Optional => reader.ReadBoolean() ? Of(schema.Members[0].Schema, enclosing, ref reader) : 0,
        SchemaKind.Record => OfRecord(schema, enclosing, ref reader),
        SchemaKind.Enclosing => OfRecord(SchemaSkipper.Enclosing(schema.Number, enclosing, out var around), around, ref reader),
        _ => throw new NotSupportedException($"Where a key of the schema {schema} belongs is known to its type alone: add it from code."),
    };

    private static uint OfRecord(CodecSchema schema, ImmutableStack<CodecSchema> enclosing, ref StateReader reader)
    {
        if (schema.Number == RecordEncoding.MayBeNull && !reader.ReadBoolean())
        {
            return 0;
        }

        var inside = enclosing.Push(schema);
        var hash = (uint)schema.Members.Length;
        foreach (var member in schema.Members)
        {
            hash = StableHash.Combine(hash, Of(member.Schema, inside, ref reader));
        }

        return hash;
    }
}
