using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Weir.State;

/// <summary>
/// Text as UTF-8. Up to 23 bytes live inside the value itself, so that word-like keys cost no allocation and are compared with three
/// word comparisons; longer text is held in an array. Equality and order are those of the bytes (that is, of the code points).
/// </summary>
public readonly struct Utf8Text :
    IEquatable<Utf8Text>, IComparable<Utf8Text>, IComparable, ISpanFormattable, IUtf8SpanFormattable
{
    /// <summary>How many bytes of text need no allocation.</summary>
    public const int InlineLength = 23;

    private const ulong LongMark = 0xFFUL << 56;

    // Little-endian words: the bytes, zero padded, with their number in the last byte. Of longer text: its hash, its length, the mark.
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly byte[]? _long;

    [SkipLocalsInit]
    private Utf8Text(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.Length;
        if (length > InlineLength)
        {
            _first = StableHash.OfBytes64(bytes);
            _second = (ulong)length;
            _third = LongMark;
            _long = bytes.ToArray();
            return;
        }

        ref var start = ref MemoryMarshal.GetReference(bytes);
        if (length < 8)
        {
            _first = Short(ref start, length);
        }
        else
        {
            _first = Word(ref start, 0);
            if (length < 16)
            {
                // The last eight bytes hold what remains in their upper part. Shifting by 64 would be shifting by 0.
                _second = length == 8 ? 0 : Word(ref start, length - 8) >> ((16 - length) * 8);
            }
            else
            {
                _second = Word(ref start, 8);
                _third = length == 16 ? 0 : Word(ref start, length - 8) >> ((24 - length) * 8);
            }
        }

        _third |= (ulong)length << 56;
    }

    /// <summary>Takes short text from where 24 bytes can be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Utf8Text(ref byte start, int length)
    {
        ref var mask = ref Unsafe.Add(ref MemoryMarshal.GetReference(InlineMask), InlineLength + 1 - length);
        _first = Word(ref start, 0) & Word(ref mask, 0);
        _second = Word(ref start, 8) & Word(ref mask, 8);
        _third = (Word(ref start, 16) & Word(ref mask, 16)) | ((ulong)length << 56);
    }

    /// <summary>Text without any bytes; the default value.</summary>
    public static Utf8Text Empty => default;

    /// <summary>The number of UTF-8 bytes.</summary>
    public int Length => _long is null ? (int)(_third >> 56) : _long.Length;

    /// <summary>Whether there is no text.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The stable hash: the same as that of an equal <see cref="string"/>.</summary>
    internal uint StableHashCode
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _long is null ? StableHash.OfWords(_first, _second, _third) : (uint)(_first >> 32) ^ (uint)_first;
    }

    /// <summary>Copies bytes that are UTF-8. They are kept as they are, valid or not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Utf8Text From(ReadOnlySpan<byte> utf8) => new(utf8);

    /// <summary>
    /// Copies the first bytes of a buffer, which are UTF-8. A buffer that goes on for at least 24 bytes makes this the quickest way for
    /// words of all lengths: they are cut out of it without a branch.
    /// </summary>
    /// <param name="buffer">Starts with the text.</param>
    /// <param name="length">The text's length in bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Utf8Text From(ReadOnlySpan<byte> buffer, int length) =>
        (uint)length <= InlineLength && buffer.Length >= InlineLength + 1
            ? new Utf8Text(ref MemoryMarshal.GetReference(buffer), length)
            : new Utf8Text(buffer[..length]);

    /// <summary>Encodes characters; a lone surrogate becomes U+FFFD.</summary>
    [SkipLocalsInit]
    public static Utf8Text From(ReadOnlySpan<char> characters)
    {
        Span<byte> buffer = stackalloc byte[256];
        return Utf8.FromUtf16(characters, buffer, out _, out var written) == System.Buffers.OperationStatus.Done
            ? new Utf8Text(buffer[..written])
            : new Utf8Text(Encoding.UTF8.GetBytes(characters.ToArray()));
    }

    /// <summary>Encodes a string; null is empty text.</summary>
    public static implicit operator Utf8Text(string? text) => From(text.AsSpan());

    /// <summary>Equality of the bytes.</summary>
    public static bool operator ==(in Utf8Text left, in Utf8Text right) => left.Equals(right);

    /// <summary>Inequality of the bytes.</summary>
    public static bool operator !=(in Utf8Text left, in Utf8Text right) => !left.Equals(right);

    /// <summary>Order of the bytes.</summary>
    public static bool operator <(in Utf8Text left, in Utf8Text right) => left.CompareTo(right) < 0;

    /// <summary>Order of the bytes.</summary>
    public static bool operator >(in Utf8Text left, in Utf8Text right) => left.CompareTo(right) > 0;

    /// <summary>Order of the bytes.</summary>
    public static bool operator <=(in Utf8Text left, in Utf8Text right) => left.CompareTo(right) <= 0;

    /// <summary>Order of the bytes.</summary>
    public static bool operator >=(in Utf8Text left, in Utf8Text right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(Utf8Text other) =>
        ((_first ^ other._first) | (_second ^ other._second) | (_third ^ other._third)) == 0
        && (_long is null || SameLong(other));

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Utf8Text other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)StableHashCode;

    /// <inheritdoc/>
    public int CompareTo(Utf8Text other)
    {
        Span<byte> mine = stackalloc byte[24];
        Span<byte> others = stackalloc byte[24];
        return AsSpan(mine).SequenceCompareTo(other.AsSpan(others));
    }

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        Utf8Text other => CompareTo(other),
        _ => throw new ArgumentException($"A Utf8Text has no order with a {obj.GetType()}.", nameof(obj)),
    };

    /// <summary>Copies the bytes; throws when <paramref name="destination"/> is shorter than <see cref="Length"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        if (!TryCopyTo(destination))
        {
            throw new ArgumentException($"The destination has {destination.Length} bytes, the text {Length}.", nameof(destination));
        }
    }

    /// <summary>Copies the bytes if they fit.</summary>
    public bool TryCopyTo(Span<byte> destination)
    {
        Span<byte> buffer = stackalloc byte[24];
        return AsSpan(buffer).TryCopyTo(destination);
    }

    /// <summary>The bytes in a new array.</summary>
    public byte[] ToArray()
    {
        Span<byte> buffer = stackalloc byte[24];
        return AsSpan(buffer).ToArray();
    }

    /// <summary>Decodes the text; invalid bytes become U+FFFD.</summary>
    public override string ToString()
    {
        Span<byte> buffer = stackalloc byte[24];
        return Encoding.UTF8.GetString(AsSpan(buffer));
    }

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        Span<byte> buffer = stackalloc byte[24];
        var done = Utf8.ToUtf16(AsSpan(buffer), destination, out _, out charsWritten) == System.Buffers.OperationStatus.Done;
        charsWritten = done ? charsWritten : 0;
        return done;
    }

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        var done = TryCopyTo(utf8Destination);
        bytesWritten = done ? Length : 0;
        return done;
    }

    /// <summary>The bytes: of short text in <paramref name="buffer"/>, which needs 24.</summary>
    internal ReadOnlySpan<byte> AsSpan(Span<byte> buffer)
    {
        if (_long is not null)
        {
            return _long;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(buffer, _first);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer[8..], _second);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer[16..], _third);
        return buffer[..(int)(_third >> 56)];
    }

    /// <summary>Read from 24 - n on, it keeps n bytes and clears those behind.</summary>
    private static ReadOnlySpan<byte> InlineMask =>
    [
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    private static ulong Word(ref byte start, int offset)
    {
        var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset));
        return BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
    }

    private static ulong Short(ref byte start, int length)
    {
        if (length >= 4)
        {
            var low = Unsafe.ReadUnaligned<uint>(ref start);
            var high = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, length - 4));
            if (!BitConverter.IsLittleEndian)
            {
                low = BinaryPrimitives.ReverseEndianness(low);
                high = BinaryPrimitives.ReverseEndianness(high);
            }

            return low | ((ulong)high << ((length - 4) * 8));
        }

        if (length == 0)
        {
            return 0;
        }

        // One to three bytes: first, middle and last are all of them, the same one twice at worst.
        return start
            | ((ulong)Unsafe.Add(ref start, length >> 1) << ((length >> 1) * 8))
            | ((ulong)Unsafe.Add(ref start, length - 1) << ((length - 1) * 8));
    }

    private bool SameLong(in Utf8Text other) => other._long is not null && _long.AsSpan().SequenceEqual(other._long);
}
