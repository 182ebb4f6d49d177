using System.Numerics;

namespace Weir.State.Codecs;

/// <summary>The encodings of single values that take more than a call of the writer.</summary>
internal static class PrimitiveEncoding
{
    private const long TicksMask = (1L << 62) - 1;

    public static void WriteInt128(StateWriter writer, Int128 value) => WriteUInt128(writer, (UInt128)value);

    public static Int128 ReadInt128(ref StateReader reader) => (Int128)ReadUInt128(ref reader);

    public static void WriteUInt128(StateWriter writer, UInt128 value)
    {
        writer.WriteUInt64((ulong)value);
        writer.WriteUInt64((ulong)(value >> 64));
    }

    public static UInt128 ReadUInt128(ref StateReader reader)
    {
        var low = reader.ReadUInt64();
        return new UInt128(reader.ReadUInt64(), low);
    }

    public static void WriteHalf(StateWriter writer, Half value) => writer.WriteUInt16(BitConverter.HalfToUInt16Bits(value));

    public static Half ReadHalf(ref StateReader reader) => BitConverter.UInt16BitsToHalf(reader.ReadUInt16());

    public static void WriteSingle(StateWriter writer, float value) => writer.WriteUInt32(BitConverter.SingleToUInt32Bits(value));

    public static float ReadSingle(ref StateReader reader) => BitConverter.UInt32BitsToSingle(reader.ReadUInt32());

    public static void WriteDouble(StateWriter writer, double value) => writer.WriteUInt64(BitConverter.DoubleToUInt64Bits(value));

    public static double ReadDouble(ref StateReader reader) => BitConverter.UInt64BitsToDouble(reader.ReadUInt64());

    public static void WriteDecimal(StateWriter writer, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        foreach (var part in parts)
        {
            writer.WriteInt32(part);
        }
    }

    public static decimal ReadDecimal(ref StateReader reader)
    {
        Span<int> parts = [reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()];
        try
        {
            return new decimal(parts);
        }
        catch (ArgumentException exception)
        {
            throw new CorruptStateException($"A decimal before byte {reader.Position} of its block is impossible: flags {parts[3]:x8}.", exception);
        }
    }

    public static void WriteGuid(StateWriter writer, Guid value)
    {
        value.TryWriteBytes(writer.GetSpan(16));
        writer.Advance(16);
    }

    public static Guid ReadGuid(ref StateReader reader) => new(reader.ReadBytes(16));

    // Not DateTime.ToBinary: it stores local times as UTC, which another time zone would read as another value.
    public static void WriteDateTime(StateWriter writer, DateTime value) => writer.WriteInt64(value.Ticks | ((long)value.Kind << 62));

    public static DateTime ReadDateTime(ref StateReader reader)
    {
        var bits = reader.ReadInt64();
        var ticks = bits & TicksMask;
        var kind = (int)((ulong)bits >> 62);
        return ticks <= DateTime.MaxValue.Ticks && kind <= (int)DateTimeKind.Local
            ? new DateTime(ticks, (DateTimeKind)kind)
            : throw new CorruptStateException($"A date before byte {reader.Position} of its block is impossible: {bits:x16}.");
    }

    public static void WriteDateTimeOffset(StateWriter writer, DateTimeOffset value)
    {
        writer.WriteInt64(value.Ticks);
        writer.WriteUInt16((ushort)(short)value.TotalOffsetMinutes);
    }

    public static DateTimeOffset ReadDateTimeOffset(ref StateReader reader)
    {
        var ticks = reader.ReadInt64();
        var minutes = (short)reader.ReadUInt16();
        try
        {
            return new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes));
        }
        catch (ArgumentException exception)
        {
            throw new CorruptStateException($"A date before byte {reader.Position} of its block is impossible: {ticks} ticks, {minutes} minutes.", exception);
        }
    }

    public static void WriteDate(StateWriter writer, DateOnly value) => writer.WriteInt32(value.DayNumber);

    public static DateOnly ReadDate(ref StateReader reader)
    {
        var day = reader.ReadInt32();
        return day >= 0 && day <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber(day)
            : throw new CorruptStateException($"A date before byte {reader.Position} of its block is impossible: day {day}.");
    }

    public static void WriteTimeOfDay(StateWriter writer, TimeOnly value) => writer.WriteInt64(value.Ticks);

    public static TimeOnly ReadTimeOfDay(ref StateReader reader)
    {
        var ticks = reader.ReadInt64();
        return ticks >= 0 && ticks <= TimeOnly.MaxValue.Ticks
            ? new TimeOnly(ticks)
            : throw new CorruptStateException($"A time of day before byte {reader.Position} of its block is impossible: {ticks} ticks.");
    }

    public static void WriteBigInteger(StateWriter writer, BigInteger value)
    {
        var bytes = value.ToByteArray();
        writer.WriteCount(bytes.Length);
        writer.WriteBytes(bytes);
    }

    public static BigInteger ReadBigInteger(ref StateReader reader) => new(reader.ReadBytes(reader.ReadCount()));

    public static void WriteUtf8Text(StateWriter writer, Utf8Text value)
    {
        Span<byte> buffer = stackalloc byte[24];
        TextEncoding.WriteUtf8(writer, value.AsSpan(buffer));
    }
}
