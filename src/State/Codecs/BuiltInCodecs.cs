using System.Collections.Frozen;
using System.Numerics;

namespace Weir.State.Codecs;

/// <summary>The codecs of single values.</summary>
internal static class BuiltInCodecs
{
    private static readonly FrozenDictionary<Type, ICodec> s_codecs = new ICodec[]
    {
        new FixedCodec<bool>(SchemaKind.Boolean, static (writer, value) => writer.WriteBoolean(value), static (ref reader) => reader.ReadBoolean()),
        new FixedCodec<sbyte>(SchemaKind.Int8, static (writer, value) => writer.WriteByte((byte)value), static (ref reader) => (sbyte)reader.ReadByte()),
        new FixedCodec<byte>(SchemaKind.UInt8, static (writer, value) => writer.WriteByte(value), static (ref reader) => reader.ReadByte()),
        new FixedCodec<short>(SchemaKind.Int16, static (writer, value) => writer.WriteUInt16((ushort)value), static (ref reader) => (short)reader.ReadUInt16()),
        new FixedCodec<ushort>(SchemaKind.UInt16, static (writer, value) => writer.WriteUInt16(value), static (ref reader) => reader.ReadUInt16()),
        new FixedCodec<int>(SchemaKind.Int32, static (writer, value) => writer.WriteInt32(value), static (ref reader) => reader.ReadInt32()),
        new FixedCodec<uint>(SchemaKind.UInt32, static (writer, value) => writer.WriteUInt32(value), static (ref reader) => reader.ReadUInt32()),
        new FixedCodec<long>(SchemaKind.Int64, static (writer, value) => writer.WriteInt64(value), static (ref reader) => reader.ReadInt64()),
        new FixedCodec<ulong>(SchemaKind.UInt64, static (writer, value) => writer.WriteUInt64(value), static (ref reader) => reader.ReadUInt64()),
        new FixedCodec<Int128>(SchemaKind.Int128, PrimitiveEncoding.WriteInt128, PrimitiveEncoding.ReadInt128),
        new FixedCodec<UInt128>(SchemaKind.UInt128, PrimitiveEncoding.WriteUInt128, PrimitiveEncoding.ReadUInt128),
        new FixedCodec<Half>(SchemaKind.Float16, PrimitiveEncoding.WriteHalf, PrimitiveEncoding.ReadHalf),
        new FixedCodec<float>(SchemaKind.Float32, PrimitiveEncoding.WriteSingle, PrimitiveEncoding.ReadSingle),
        new FixedCodec<double>(SchemaKind.Float64, PrimitiveEncoding.WriteDouble, PrimitiveEncoding.ReadDouble),
        new FixedCodec<decimal>(SchemaKind.Decimal, PrimitiveEncoding.WriteDecimal, PrimitiveEncoding.ReadDecimal),
        new FixedCodec<BigInteger>(SchemaKind.BigInteger, PrimitiveEncoding.WriteBigInteger, PrimitiveEncoding.ReadBigInteger),
        new FixedCodec<char>(SchemaKind.Character, static (writer, value) => writer.WriteUInt16(value), static (ref reader) => (char)reader.ReadUInt16()),
        new FixedCodec<string?>(SchemaKind.Text, TextEncoding.Write, TextEncoding.Read),
        new FixedCodec<Utf8Text>(SchemaKind.Text, PrimitiveEncoding.WriteUtf8Text, TextEncoding.ReadUtf8Text),
        new FixedCodec<Guid>(SchemaKind.Guid, PrimitiveEncoding.WriteGuid, PrimitiveEncoding.ReadGuid),
        new FixedCodec<DateTime>(SchemaKind.DateTime, PrimitiveEncoding.WriteDateTime, PrimitiveEncoding.ReadDateTime),
        new FixedCodec<DateTimeOffset>(SchemaKind.DateTimeOffset, PrimitiveEncoding.WriteDateTimeOffset, PrimitiveEncoding.ReadDateTimeOffset),
        new FixedCodec<TimeSpan>(SchemaKind.TimeSpan, static (writer, value) => writer.WriteInt64(value.Ticks), static (ref reader) => new TimeSpan(reader.ReadInt64())),
        new FixedCodec<DateOnly>(SchemaKind.Date, PrimitiveEncoding.WriteDate, PrimitiveEncoding.ReadDate),
        new FixedCodec<TimeOnly>(SchemaKind.TimeOfDay, PrimitiveEncoding.WriteTimeOfDay, PrimitiveEncoding.ReadTimeOfDay),
        new FixedCodec<ValueTuple>(SchemaKind.Unit, static (_, _) => { }, static (ref _) => default),
    }.ToFrozenDictionary(codec => codec.Type);

    public static ICodec? Find(Type type) => s_codecs.GetValueOrDefault(type);
}
