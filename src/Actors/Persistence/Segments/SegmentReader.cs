using Weir.State;

namespace Weir.Actors.Persistence.Segments;

/// <summary>
/// Makes sense of a segment's bytes. A segment ends with the frame of a write that may never have finished: what is damaged
/// there was not acknowledged, and is left out. Damage anywhere before it is an error: acknowledged events are lost.
/// </summary>
internal static class SegmentReader
{
    /// <summary>Reads a segment that its claim may still be adding to.</summary>
    /// <param name="path">For errors.</param>
    /// <returns>Null where there is no whole head.</returns>
    /// <exception cref="CorruptStateException">There is damage before the last write.</exception>
    public static SegmentContent? ReadOpen(ReadOnlySpan<byte> bytes, string path)
    {
        if (!SegmentFrame.TryRead(bytes, out var payload) || SegmentFormat.ReadHead(payload) is not { } head)
        {
            return SegmentFrame.IsAnyIn(bytes) ? throw Damaged(path, 0, "its head can't be read, and there are writes behind it") : null;
        }

        var content = new SegmentContent(head);
        var position = AddFrames(bytes, SegmentFrame.OverheadBytes + payload.Length, content, path);
        if (SegmentFrame.IsAnyIn(bytes[(int)position..]))
        {
            throw Damaged(path, position, "a write can't be read, and there are others behind it");
        }

        content.Length = position;
        content.TornBytes = bytes.Length - position;
        return content;
    }

    /// <summary>Reads a segment up to where it was sealed: all of that is whole.</summary>
    /// <exception cref="CorruptStateException">It is not.</exception>
    public static SegmentContent ReadSealed(ReadOnlySpan<byte> bytes, SealedSegment segment, string path)
    {
        if (bytes.Length < segment.Length)
        {
            throw Damaged(path, bytes.Length, $"it has {bytes.Length:N0} bytes; {segment.Length:N0} were there when it was sealed");
        }

        bytes = bytes[..(int)segment.Length];
        if (!SegmentFrame.TryRead(bytes, out var payload) || SegmentFormat.ReadHead(payload) is not { } head)
        {
            throw Damaged(path, 0, "its head can't be read");
        }

        var content = new SegmentContent(head);
        content.Length = AddFrames(bytes, SegmentFrame.OverheadBytes + payload.Length, content, path);
        return content.Length == segment.Length ? content : throw Damaged(path, content.Length, "a write can't be read");
    }

    private static long AddFrames(ReadOnlySpan<byte> bytes, int position, SegmentContent content, string path)
    {
        while (SegmentFrame.TryRead(bytes[position..], out var payload))
        {
            if (!SegmentFormat.TryAdd(payload, content))
            {
                throw Damaged(path, position, "it has a write of a kind that this version does not know");
            }

            position += SegmentFrame.OverheadBytes + payload.Length;
        }

        return position;
    }

    private static CorruptStateException Damaged(string path, long position, string what) =>
        new($"The journal's file {path} is damaged at byte {position:N0}: {what}. Acknowledged events may be lost; bring the file back from a backup of the journal's folder.");
}
