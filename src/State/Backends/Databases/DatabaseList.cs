using System.Buffers.Binary;

namespace Weir.State.Backends.Databases;

/// <summary>
/// What stands under a list's key: how many elements it has, and, when they expire, before that the latest of their times, so that it
/// expires with the last of them and is dropped by what drops them.
/// </summary>
internal static class DatabaseList
{
    public const int MostCountBytes = sizeof(long) + sizeof(int);

    /// <param name="latest">Of the elements' times; null: they do not expire.</param>
    /// <returns>How many bytes there are.</returns>
    public static int WriteCount(Span<byte> value, long? latest, int count)
    {
        var length = latest is null ? sizeof(int) : MostCountBytes;
        if (latest is { } time)
        {
            BinaryPrimitives.WriteInt64LittleEndian(value, time);
        }

        BinaryPrimitives.WriteInt32LittleEndian(value[(length - sizeof(int))..], count);
        return length;
    }

    /// <summary>How many elements there are; of those that expire, some may be missing.</summary>
    public static int CountOf(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadInt32LittleEndian(value[^sizeof(int)..]);

    public static bool Expires(ReadOnlySpan<byte> value) => value.Length == MostCountBytes;

    public static long LatestOf(ReadOnlySpan<byte> value) => Expires(value) ? BinaryPrimitives.ReadInt64LittleEndian(value) : long.MinValue;
}
