using System.Buffers.Binary;

namespace Akka.Remote;

/// <summary>Where the parts of a message's frame are, counted from its kind on.</summary>
internal readonly record struct EnvelopeHead(
    long Number,
    int RecipientStart,
    int RecipientLength,
    int SenderStart,
    int SenderLength,
    int Serializer,
    int ManifestStart,
    int ManifestLength,
    int PayloadStart,
    int PayloadLength)
{
    /// <param name="frame">The frame, or its beginning.</param>
    /// <param name="length">The length of the whole frame.</param>
    /// <param name="head">What was read.</param>
    /// <returns>False when the frame is no message, or its head is not there as a whole.</returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, int length, out EnvelopeHead head)
    {
        head = default;
        if (frame.IsEmpty)
            return false;
        var at = 1;
        long number = 0;
        var kind = (FrameKind)frame[0];
        if (kind == FrameKind.SystemMessage)
        {
            if (frame.Length < 9)
                return false;
            number = BinaryPrimitives.ReadInt64LittleEndian(frame[1..]);
            at = 9;
        }
        else if (kind != FrameKind.Message)
        {
            return false;
        }

        if (!TryReadText(frame, ref at, out var recipientStart, out var recipientLength))
            return false;
        var (senderStart, senderLength) = (at, 0);
        if (kind == FrameKind.Message && !TryReadText(frame, ref at, out senderStart, out senderLength))
            return false;
        if (frame.Length - at < 4)
            return false;
        var serializer = BinaryPrimitives.ReadInt32LittleEndian(frame[at..]);
        at += 4;
        if (!TryReadText(frame, ref at, out var manifestStart, out var manifestLength))
            return false;
        head = new EnvelopeHead(number, recipientStart, recipientLength, senderStart, senderLength, serializer, manifestStart, manifestLength, at, length - at);
        return true;
    }

    private static bool TryReadText(ReadOnlySpan<byte> frame, ref int at, out int start, out int length)
    {
        (start, length) = (at + 2, 0);
        if (frame.Length - at < 2)
            return false;
        length = BinaryPrimitives.ReadUInt16LittleEndian(frame[at..]);
        at += 2 + length;
        return at <= frame.Length;
    }
}
