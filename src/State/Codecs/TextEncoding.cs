using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Weir.State.Codecs;

/// <summary>
/// Text: 0 for null; else a varint of 1 + 2 × length (+ 1 when UTF-16), then the bytes. UTF-16 is used for strings with a lone
/// surrogate only, which UTF-8 cannot hold: state must come back as it went in.
/// </summary>
internal static class TextEncoding
{
    public static void Write(StateWriter writer, string? text)
    {
        if (text is null)
        {
            writer.WriteByte(0);
            return;
        }

        if (text.Length <= 40)
        {
            Span<byte> buffer = stackalloc byte[120];
            if (Utf8.FromUtf16(text, buffer, out _, out var length, replaceInvalidSequences: false) == OperationStatus.Done)
            {
                WriteUtf8(writer, buffer[..length]);
                return;
            }
        }
        else
        {
            var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
            try
            {
                if (Utf8.FromUtf16(text, rented, out _, out var length, replaceInvalidSequences: false) == OperationStatus.Done)
                {
                    WriteUtf8(writer, rented.AsSpan(0, length));
                    return;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }

        writer.WriteVarint(((ulong)text.Length * 2 * 2) + 2);
        foreach (var character in text)
        {
            writer.WriteUInt16(character);
        }
    }

    public static void WriteUtf8(StateWriter writer, ReadOnlySpan<byte> utf8)
    {
        writer.WriteVarint(((ulong)utf8.Length * 2) + 1);
        writer.WriteBytes(utf8);
    }

    public static string? Read(ref StateReader reader)
    {
        var bytes = ReadRaw(ref reader, out var isNull, out var isUtf16);
        return isNull ? null : isUtf16 ? FromUtf16(bytes) : Encoding.UTF8.GetString(bytes);
    }

    public static Utf8Text ReadUtf8Text(ref StateReader reader)
    {
        var bytes = ReadRaw(ref reader, out var isNull, out var isUtf16);
        return isNull ? Utf8Text.Empty : isUtf16 ? FromUtf16(bytes) : Utf8Text.From(bytes);
    }

    public static void Skip(ref StateReader reader) => ReadRaw(ref reader, out _, out _);

    private static ReadOnlySpan<byte> ReadRaw(ref StateReader reader, out bool isNull, out bool isUtf16)
    {
        var header = reader.ReadVarint();
        isNull = header == 0;
        isUtf16 = !isNull && header % 2 == 0;
        if (isNull)
        {
            return default;
        }

        var length = (header - 1) / 2;
        if (length > (ulong)reader.Remaining || (isUtf16 && length % 2 != 0))
        {
            throw new CorruptStateException($"Text at byte {reader.Position} of its block says it has {length} bytes; {reader.Remaining} are left.");
        }

        return reader.ReadBytes((int)length);
    }

    private static string FromUtf16(ReadOnlySpan<byte> bytes)
    {
        if (BitConverter.IsLittleEndian)
        {
            return new string(MemoryMarshal.Cast<byte, char>(bytes));
        }

        var characters = new char[bytes.Length / 2];
        for (var i = 0; i < characters.Length; i++)
        {
            characters[i] = (char)(bytes[2 * i] | (bytes[(2 * i) + 1] << 8));
        }

        return new string(characters);
    }
}
