using System.Buffers.Binary;

namespace Weir.State.Backends.Databases;

/// <summary>A restored chunk as it is kept: its state's place in a list, what it is, how many entries, and their bytes.</summary>
internal static class DatabaseChunk
{
    public const int HeaderSize = sizeof(ushort) + 1 + sizeof(int);

    private const byte Removal = 1;
    private const byte Over = 2;

    public static void Write(Span<byte> value, int state, RestoredChunk chunk)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(value, checked((ushort)state));
        value[sizeof(ushort)] = (byte)((chunk.IsRemoval ? Removal : 0) | (chunk.IsOver ? Over : 0));
        BinaryPrimitives.WriteInt32LittleEndian(value[(sizeof(ushort) + 1)..], chunk.Count);
        chunk.Bytes.Span.CopyTo(value[HeaderSize..]);
    }

    public static RestoredChunk Read(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value, IReadOnlyList<StoredState> states)
    {
        var header = value.Span;
        return new RestoredChunk(
            states[BinaryPrimitives.ReadUInt16LittleEndian(header)],
            DatabaseKey.GroupOf(key),
            BinaryPrimitives.ReadInt32LittleEndian(header[(sizeof(ushort) + 1)..]),
            value[HeaderSize..])
        {
            IsRemoval = (header[sizeof(ushort)] & Removal) != 0,
            IsOver = (header[sizeof(ushort)] & Over) != 0,
        };
    }
}
