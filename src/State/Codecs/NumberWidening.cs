using System.Numerics;

namespace Weir.State.Codecs;

/// <summary>Which numbers can be read as which others without losing anything.</summary>
internal static class NumberWidening
{
    /// <summary>A reader of values stored as <paramref name="written"/>; null when <paramref name="current"/> is not wider.</summary>
    public static ReadFixed<T>? Reader<T>(SchemaKind written, SchemaKind current)
    {
        if (!IsWidening(written, current))
        {
            return null;
        }

        // Each accepted pair goes through a type that holds every value of both.
        Func<object, T> to = current switch
        {
            SchemaKind.Int16 => Converter<T, short>(),
            SchemaKind.UInt16 => Converter<T, ushort>(),
            SchemaKind.Int32 => Converter<T, int>(),
            SchemaKind.UInt32 => Converter<T, uint>(),
            SchemaKind.Int64 => Converter<T, long>(),
            SchemaKind.UInt64 => Converter<T, ulong>(),
            SchemaKind.Int128 => Converter<T, Int128>(),
            SchemaKind.UInt128 => Converter<T, UInt128>(),
            SchemaKind.Float32 => Converter<T, float>(),
            SchemaKind.Float64 => Converter<T, double>(),
            SchemaKind.Decimal => Converter<T, decimal>(),
            SchemaKind.BigInteger => Converter<T, BigInteger>(),
            _ => throw new InvalidOperationException($"Nothing widens to {current}."),
        };
        return (ref StateReader reader) => to(Read(written, ref reader));
    }

    private static bool IsWidening(SchemaKind written, SchemaKind current) => (Integer(written), Integer(current)) switch
    {
        ({ } from, { } to) => (to.Signed && !from.Signed) ? to.Bits > from.Bits : to.Signed == from.Signed && to.Bits > from.Bits,
        ({ Bits: <= 16 }, null) when current is SchemaKind.Float32 => true,
        ({ Bits: <= 32 }, null) when current is SchemaKind.Float64 => true,
        ({ Bits: <= 64 }, null) when current is SchemaKind.Decimal => true,
        ({ }, null) when current is SchemaKind.BigInteger => true,
        (null, null) => (written, current) is (SchemaKind.Float16, SchemaKind.Float32 or SchemaKind.Float64)
            or (SchemaKind.Float32, SchemaKind.Float64),
        _ => false,
    };

    private static (int Bits, bool Signed)? Integer(SchemaKind kind) => kind switch
    {
        SchemaKind.Int8 => (8, true),
        SchemaKind.UInt8 => (8, false),
        SchemaKind.Int16 => (16, true),
        SchemaKind.UInt16 => (16, false),
        SchemaKind.Int32 => (32, true),
        SchemaKind.UInt32 => (32, false),
        SchemaKind.Int64 => (64, true),
        SchemaKind.UInt64 => (64, false),
        SchemaKind.Int128 => (128, true),
        SchemaKind.UInt128 => (128, false),
        _ => null,
    };

    private static object Read(SchemaKind kind, ref StateReader reader) => kind switch
    {
        SchemaKind.Int8 => (Int128)(sbyte)reader.ReadByte(),
        SchemaKind.UInt8 => (Int128)reader.ReadByte(),
        SchemaKind.Int16 => (Int128)(short)reader.ReadUInt16(),
        SchemaKind.UInt16 => (Int128)reader.ReadUInt16(),
        SchemaKind.Int32 => (Int128)reader.ReadInt32(),
        SchemaKind.UInt32 => (Int128)reader.ReadUInt32(),
        SchemaKind.Int64 => (Int128)reader.ReadInt64(),
        SchemaKind.UInt64 => (Int128)reader.ReadUInt64(),
        SchemaKind.Int128 => PrimitiveEncoding.ReadInt128(ref reader),
        SchemaKind.UInt128 => PrimitiveEncoding.ReadUInt128(ref reader),
        SchemaKind.Float16 => (double)PrimitiveEncoding.ReadHalf(ref reader),
        SchemaKind.Float32 => (double)PrimitiveEncoding.ReadSingle(ref reader),
        _ => throw new InvalidOperationException($"{kind} is not a number that widens."),
    };

    private static Func<object, T> Converter<T, TNumber>()
        where TNumber : INumberBase<TNumber>
    {
        Func<object, TNumber> convert = number => number switch
        {
            Int128 integer => TNumber.CreateChecked(integer),
            UInt128 integer => TNumber.CreateChecked(integer),
            double real => TNumber.CreateChecked(real),
            _ => throw new InvalidOperationException($"{number.GetType()} is not a number that widens."),
        };
        return (Func<object, T>)(object)convert;
    }
}
