using System.Buffers.Binary;

namespace Weir.State.Codecs;

/// <summary>Reads what a <see cref="StateWriter"/> wrote. Reading past the end throws <see cref="CorruptStateException"/>.</summary>
public ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    /// <summary>How many bytes have been read.</summary>
    public readonly int Position => _position;

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>Reads one byte.</summary>
    public byte ReadByte() => ReadBytes(1)[0];

    /// <summary>Reads a byte that must be 0 or 1.</summary>
    public bool ReadBoolean() => ReadByte() switch
    {
        0 => false,
        1 => true,
        var other => throw new CorruptStateException($"A boolean at byte {_position - 1} of its block is stored as {other}."),
    };

    /// <summary>Reads 2 bytes.</summary>
    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2));

    /// <summary>Reads 4 bytes.</summary>
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    /// <summary>Reads 4 bytes.</summary>
    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(4));

    /// <summary>Reads 8 bytes.</summary>
    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8));

    /// <summary>Reads 8 bytes.</summary>
    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(ReadBytes(8));

    /// <summary>Reads a number written by <see cref="StateWriter.WriteVarint"/>.</summary>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new CorruptStateException($"A number before byte {_position} of its block has more than 64 bits.");
    }

    /// <summary>Reads a count of things that take at least a bit each, so that a wrong one is noticed before memory is reserved for it.</summary>
    public int ReadCount()
    {
        var count = ReadVarint();
        if (count > (ulong)Array.MaxLength)
        {
            throw new CorruptStateException($"A count before byte {_position} of its block is {count}.");
        }

        return (int)count;
    }

    /// <summary>Reads bytes without copying them.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            throw new CorruptStateException($"{count} bytes are expected at byte {_position} of a block of {_bytes.Length}: it ends too early.");
        }

        var slice = _bytes.Slice(_position, count);
        _position += count;
        return slice;
    }

    /// <summary>Reads text, which may be null.</summary>
    public string? ReadText() => TextEncoding.Read(ref this);
}
