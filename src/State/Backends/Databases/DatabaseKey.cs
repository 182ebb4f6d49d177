using System.Buffers.Binary;
using Weir.State.Codecs;

namespace Weir.State.Backends.Databases;

/// <summary>What all keys in a database of state have in front: the key group.</summary>
internal static class DatabaseKey
{
    public const int GroupSize = sizeof(ushort);

    public static int GroupOf(ReadOnlySpan<byte> stored) => BinaryPrimitives.ReadUInt16BigEndian(stored);

    public static void WriteGroup(int group, StateWriter writer)
    {
        writer.WriteByte((byte)(group >> 8));
        writer.WriteByte((byte)group);
    }
}
