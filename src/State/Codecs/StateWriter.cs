using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Weir.State.Codecs;

/// <summary>Collects encoded values, little endian, in one growing buffer. Not thread-safe.</summary>
public sealed class StateWriter : IBufferWriter<byte>
{
    private const int DeepestNesting = 1_000;

    private byte[] _buffer;
    private int _position;
    private int _depth;

    /// <summary>Starts with room for <paramref name="capacity"/> bytes.</summary>
    public StateWriter(int capacity = 256) => _buffer = new byte[Math.Max(capacity, 16)];

    /// <summary>How many bytes are written.</summary>
    public int Length => _position;

    /// <summary>What is written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _position);

    internal ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _position);

    /// <summary>Forgets what is written and keeps the buffer.</summary>
    public void Clear() => _position = 0;

    /// <summary>Forgets what was written from <paramref name="length"/> on.</summary>
    internal void Truncate(int length) => _position = Math.Min(_position, length);

    /// <summary>A copy of what is written.</summary>
    public byte[] ToArray() => Written.ToArray();

    /// <summary>Writes one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value)
    {
        if (_position == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[_position++] = value;
    }

    /// <summary>Writes 0 or 1.</summary>
    public void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    /// <summary>Writes 2 bytes.</summary>
    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    /// <summary>Writes 4 bytes.</summary>
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    /// <summary>Writes 4 bytes.</summary>
    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    /// <summary>Writes 8 bytes.</summary>
    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    /// <summary>Writes 8 bytes.</summary>
    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    /// <summary>Writes a number in seven bits a byte, least first, the top bit saying that more follow.</summary>
    public void WriteVarint(ulong value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    /// <summary>Writes a count, which is not negative, as a <see cref="WriteVarint"/>.</summary>
    public void WriteCount(int count) => WriteVarint((ulong)(uint)count);

    /// <summary>Writes bytes as they are, without their number.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Writes text, which may be null: UTF-8 with its length, or UTF-16 where a lone surrogate would be lost in UTF-8.</summary>
    public void WriteText(string? text) => TextEncoding.Write(this, text);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _position);
        _position += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_position);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_position);
    }

    /// <summary>Overwrites 4 bytes written before, such as a length that was not known yet.</summary>
    internal void PatchInt32(int position, int value) => BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(position, 4), value);

    internal void EnterObject(Type type)
    {
        if (++_depth > DeepestNesting)
        {
            _depth = 0;
            throw new InvalidOperationException(
                $"A state value nests objects more than {DeepestNesting} deep, last a {type.FullName}: a cycle, or a linked structure. " +
                "State holds trees; keep such a value as a list, or register a codec for it with Codec.Register.");
        }
    }

    internal void LeaveObject() => _depth--;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Take(int count)
    {
        Reserve(count);
        var span = _buffer.AsSpan(_position, count);
        _position += count;
        return span;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int count)
    {
        if (_buffer.Length - _position < count)
        {
            Grow(count);
        }
    }

    private void Grow(int count)
    {
        var needed = (long)_position + count;
        if (needed > Array.MaxLength)
        {
            throw new InvalidOperationException($"One encoded state value (or a part of a snapshot) needs {needed} bytes; {Array.MaxLength} is the limit.");
        }

        Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(needed, (long)_buffer.Length * 2)));
    }
}
