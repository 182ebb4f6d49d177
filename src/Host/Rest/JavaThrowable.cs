using System.Buffers.Binary;

namespace Weir.Host.Rest;

/// <summary>
/// An <c>org.apache.flink.util.SerializedThrowable</c> in the serialization format of Java: Flink's own client reads failures in no other
/// form, and prints their message.
/// </summary>
internal static class JavaThrowable
{
    private const byte Null = 0x70;
    private const byte ClassDescription = 0x72;
    private const byte Object = 0x73;
    private const byte Text = 0x74;
    private const byte EndOfData = 0x78;
    private const byte Serializable = 2;
    private const byte SerializableWithMethod = 3;

    // The format has two bytes for a text's length.
    private const int LongestText = ushort.MaxValue;

    /// <param name="kind">The name of the failure's class.</param>
    /// <param name="message">What went wrong.</param>
    public static byte[] Write(string kind, string message)
    {
        using var stream = new MemoryStream();
        stream.Write([0xac, 0xed, 0, 5, Object]);
        WriteClass(stream, "org.apache.flink.util.SerializedThrowable", 0x65169df51fa713f3, Serializable,
            ("fullStringifiedStackTrace", "Ljava/lang/String;"), ("originalErrorClassName", "Ljava/lang/String;"), ("serializedException", "[B"));
        WriteClass(stream, "java.lang.Exception", unchecked((long)0xd0fd1f3e1a3b1cc4), Serializable);
        WriteClass(stream, "java.lang.Throwable", unchecked((long)0xd5c635273977b8cb), SerializableWithMethod,
            ("cause", "Ljava/lang/Throwable;"), ("detailMessage", "Ljava/lang/String;"),
            ("stackTrace", "[Ljava/lang/StackTraceElement;"), ("suppressedExceptions", "Ljava/util/List;"));
        stream.WriteByte(Null);

        // The Throwable's fields, then those of what is derived from it.
        stream.WriteByte(Null);
        WriteText(stream, message);
        stream.Write([Null, Null, EndOfData]);
        WriteText(stream, $"{kind}: {message}");
        WriteText(stream, kind);
        stream.WriteByte(Null);
        return stream.ToArray();
    }

    private static void WriteClass(Stream stream, string name, long version, byte flags, params ReadOnlySpan<(string Name, string Type)> fields)
    {
        stream.WriteByte(ClassDescription);
        WriteCharacters(stream, name);
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, version);
        stream.Write(number);
        stream.Write([flags, 0, (byte)fields.Length]);
        foreach (var (field, type) in fields)
        {
            stream.WriteByte((byte)type[0]);
            WriteCharacters(stream, field);
            WriteText(stream, type);
        }

        stream.WriteByte(EndOfData);
    }

    private static void WriteText(Stream stream, string text)
    {
        stream.WriteByte(Text);
        WriteCharacters(stream, text);
    }

    // Java's own UTF-8: each half of a surrogate pair by itself, and no byte 0.
    private static void WriteCharacters(Stream stream, string text)
    {
        var bytes = new List<byte>(text.Length);
        foreach (var character in text)
        {
            Span<byte> encoded = character switch
            {
                >= '\u0001' and <= '\u007f' => [(byte)character],
                <= '\u07ff' => [(byte)(0xc0 | (character >> 6)), (byte)(0x80 | (character & 0x3f))],
                _ => [(byte)(0xe0 | (character >> 12)), (byte)(0x80 | ((character >> 6) & 0x3f)), (byte)(0x80 | (character & 0x3f))],
            };
            if (bytes.Count + encoded.Length > LongestText)
            {
                break;
            }

            bytes.AddRange(encoded);
        }

        stream.Write([(byte)(bytes.Count >> 8), (byte)bytes.Count]);
        stream.Write([.. bytes]);
    }
}
