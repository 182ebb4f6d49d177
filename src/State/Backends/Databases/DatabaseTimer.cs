using System.Buffers.Binary;
using Weir.State.Codecs;

namespace Weir.State.Backends.Databases;

/// <summary>What a timer is found by. Times are in the order of their bytes.</summary>
internal static class DatabaseTimer
{
    public const int KeyStart = DatabaseKey.GroupSize + sizeof(long);

    private const ulong Sign = 0x8000_0000_0000_0000;

    public static void Write(int group, long timestamp, StateWriter writer)
    {
        DatabaseKey.WriteGroup(group, writer);
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)timestamp ^ Sign);
        writer.WriteBytes(bytes);
    }

    public static long ReadTimestamp(ReadOnlySpan<byte> stored) =>
        (long)(BinaryPrimitives.ReadUInt64BigEndian(stored[DatabaseKey.GroupSize..]) ^ Sign);

    public static TKey ReadKey<TKey>(ReadOnlySpan<byte> stored, Codec<TKey> codec)
    {
        var reader = new StateReader(stored[KeyStart..]);
        return codec.Read(ref reader);
    }
}
