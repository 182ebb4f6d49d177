using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Weir.State.Keys;

// All integers hash as the same number of 64 bits does, so that a key may become a wider number.
internal readonly struct Int64Hash : IKeyHash<long>, IKeyHash<int>, IKeyHash<short>, IKeyHash<sbyte>, IKeyHash<ulong>, IKeyHash<uint>,
    IKeyHash<ushort>, IKeyHash<byte>, IKeyHash<bool>, IKeyHash<char>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(in long key) => StableHash.Of((ulong)key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(in int key) => StableHash.Of((ulong)(long)key);

    public static uint Of(in short key) => StableHash.Of((ulong)(long)key);

    public static uint Of(in sbyte key) => StableHash.Of((ulong)(long)key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(in ulong key) => StableHash.Of(key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(in uint key) => StableHash.Of(key);

    public static uint Of(in ushort key) => StableHash.Of(key);

    public static uint Of(in byte key) => StableHash.Of(key);

    public static uint Of(in bool key) => StableHash.Of(key ? 1UL : 0);

    public static uint Of(in char key) => StableHash.Of(key);
}

internal readonly struct TicksHash : IKeyHash<DateTime>, IKeyHash<DateTimeOffset>, IKeyHash<TimeSpan>, IKeyHash<DateOnly>, IKeyHash<TimeOnly>
{
    // Equality of dates looks at the ticks alone, not at the kind; that of dates with offset at the moment alone.
    public static uint Of(in DateTime key) => StableHash.Of((ulong)key.Ticks);

    public static uint Of(in DateTimeOffset key) => StableHash.Of((ulong)key.UtcTicks);

    public static uint Of(in TimeSpan key) => StableHash.Of((ulong)key.Ticks);

    public static uint Of(in DateOnly key) => StableHash.Of((ulong)key.DayNumber);

    public static uint Of(in TimeOnly key) => StableHash.Of((ulong)key.Ticks);
}

internal readonly struct RealHash : IKeyHash<double>, IKeyHash<float>, IKeyHash<Half>, IKeyHash<decimal>
{
    // 0 and -0 are equal, and so are all NaN.
    public static uint Of(in double key) =>
        StableHash.Of(double.IsNaN(key) ? 0x7FF8_0000_0000_0000 : BitConverter.DoubleToUInt64Bits(key == 0 ? 0 : key));

    public static uint Of(in float key) => Of((double)key);

    public static uint Of(in Half key) => Of((double)key);

    // 1.0 and 1.00 are equal: only the digits without trailing zeros count. Dividing by one with 28 zeros takes them off.
    public static uint Of(in decimal key)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(key / 1.0000000000000000000000000000m, parts);
        var flags = key == 0 ? 0 : (uint)parts[3];
        return StableHash.Of((uint)parts[0] | ((ulong)(uint)parts[1] << 32), (uint)parts[2] | ((ulong)flags << 32));
    }
}

internal readonly struct WideHash : IKeyHash<Guid>, IKeyHash<Int128>, IKeyHash<UInt128>
{
    public static uint Of(in Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes);
        return StableHash.Of(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }

    public static uint Of(in Int128 key) => Of((UInt128)key);

    public static uint Of(in UInt128 key) => StableHash.Of((ulong)key, (ulong)(key >> 64));
}

internal readonly struct TextHash : IKeyHash<string>, IKeyHash<Utf8Text>
{
    [SkipLocalsInit]
    public static uint Of(in string key)
    {
        if (key is null)
        {
            return 0;
        }

        if (key.Length <= 84)
        {
            Span<byte> buffer = stackalloc byte[256];
            Utf8.FromUtf16(key, buffer, out _, out var length);
            return StableHash.OfBytes(buffer[..length]);
        }

        var rented = System.Buffers.ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(key.Length));
        Utf8.FromUtf16(key, rented, out _, out var written);
        var hash = StableHash.OfBytes(rented.AsSpan(0, written));
        System.Buffers.ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(in Utf8Text key) => key.StableHashCode;
}

#pragma warning disable RCS1242 // The interface asks for a read-only reference.
internal readonly struct UnitHash : IKeyHash<ValueTuple>
{
    public static uint Of(in ValueTuple key) => StableHash.Of(0);
}
