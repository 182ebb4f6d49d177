using Weir.Operators.Connectors;

namespace Weir.Operators.Sources;

/// <summary>Reads splits of text files: one after the other, or, when they are followed, by turns.</summary>
internal sealed class TextSplitReader<T>(LineDecoder<T> decoder, TextReadOptions options, int parallelism, TimeProvider timeProvider)
    : ISplitReader<T, TextSplit>
{
    /// <summary>A call of Read ends after so much input even if the decoder emits little, so that barriers get their turn.</summary>
    private const int BytesPerRead = 1 << 20;
    private const int LinesPerRead = 1 << 14;

    /// <summary>A followed file that has much to read gives way to the others after so many calls.</summary>
    private const int ReadsPerTurn = 64;

    private readonly List<TextCursor> cursors = [];
    private readonly TextFile file = new(options.MaxLineBytes);
    private readonly RateLimit? rate = options.LinesPerSecond is { } linesPerSecond ? new RateLimit(linesPerSecond / parallelism, timeProvider) : null;
    private TextCursor? open;
    private int next;
    private int turn;
    private bool isAheadOfRate;

    private enum Outcome
    {
        More,
        CaughtUp,
        Ended,
    }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public void AddSplit(TextSplit split) => cursors.Add(new TextCursor(split));

    public ReadStatus Read(SourceOutput<T> output)
    {
        isAheadOfRate = rate?.Available() < 1;
        if (isAheadOfRate && cursors.Count > 0)
        {
            return ReadStatus.Waiting;
        }

        var caughtUp = 0;
        while (caughtUp < cursors.Count)
        {
            next %= cursors.Count;
            var cursor = cursors[next];
            switch (Read(cursor, output))
            {
                case Outcome.More:
                    if (cursor.IsFollowed && ++turn == ReadsPerTurn)
                    {
                        turn = 0;
                        next++;
                    }

                    return ReadStatus.More;
                case Outcome.Ended:
                    cursors.RemoveAt(next);
                    if (output.IsFull)
                    {
                        return cursors.Count > 0 ? ReadStatus.More : ReadStatus.Finished;
                    }

                    break;
                case Outcome.CaughtUp:
                    caughtUp++;
                    turn = 0;
                    next++;
                    break;
            }
        }

        return cursors.Count == 0 ? ReadStatus.Finished : ReadStatus.Waiting;
    }

    /// <summary>A file's growth is seen by looking: change notifications get lost on network drives and when their queue is full.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) =>
        Task.Delay(isAheadOfRate ? rate!.UntilNext() : options.PollInterval, timeProvider, cancellationToken);

    public void Snapshot(ICollection<TextSplit> splits)
    {
        foreach (var cursor in cursors)
        {
            splits.Add(cursor.ToSplit());
        }
    }

    public ValueTask DisposeAsync()
    {
        file.Dispose();
        return ValueTask.CompletedTask;
    }

    private Outcome Read(TextCursor cursor, SourceOutput<T> output)
    {
        if (!Open(cursor))
        {
            return Outcome.CaughtUp;
        }

        if (cursor.Position >= cursor.RangeEnd)
        {
            // A line of the range before reaches over all of this one.
            return EndPass(cursor);
        }

        var positionLimit = Math.Min(cursor.RangeEnd, file.Position + BytesPerRead);
        if (!ReadLines(cursor, output, positionLimit))
        {
            return AtEnd(cursor, output);
        }

        return cursor.Position < cursor.RangeEnd ? Outcome.More : EndPass(cursor);
    }

    /// <summary>Emits lines until the batch is full or the position limit is reached; false when the file has no further line end.</summary>
    private bool ReadLines(TextCursor cursor, SourceOutput<T> output, long positionLimit)
    {
        var tracksPositions = output.TracksPositions;
        var records = output.Records;
        var linesLeft = rate is null ? LinesPerRead : Math.Clamp(rate.Available(), 1, LinesPerRead);
        do
        {
            if (!file.TryReadLine(out var line))
            {
                return false;
            }

            if (cursor.Position == 0)
            {
                line = WithoutByteOrderMark(line);
            }

            if (tracksPositions)
            {
                output.MarkPosition(cursor.Path, cursor.Line, cursor.Position);
            }

            decoder(line, records);
            Advance(cursor);
            rate?.Take(1);
        }
        while (!output.IsFull && cursor.Position < positionLimit && --linesLeft > 0);
        return true;
    }

    private Outcome AtEnd(TextCursor cursor, SourceOutput<T> output)
    {
        if (cursor.IsFollowed)
        {
            // Closed until it has grown: opening it again shows whether it is still there.
            cursor.SeenLength = file.BytesSeen;
            Close();
            return Outcome.CaughtUp;
        }

        if (file.TryReadRest(out var line))
        {
            line = cursor.Position == 0 ? WithoutByteOrderMark(line) : line;
            output.MarkPosition(cursor.Path, cursor.Line, cursor.Position);
            decoder(line, output.Records);
        }

        return EndPass(cursor);
    }

    private Outcome EndPass(TextCursor cursor)
    {
        if (cursor.TryBeginNextPass())
        {
            Seek(cursor);
            return Outcome.More;
        }

        Close();
        return Outcome.Ended;
    }

    private void Advance(TextCursor cursor)
    {
        cursor.Position = file.Position;
        if (cursor.Line > 0)
        {
            cursor.Line++;
        }
    }

    /// <summary>Makes the cursor's file the open one; false when it is followed and has not grown.</summary>
    private bool Open(TextCursor cursor)
    {
        if (open == cursor)
        {
            return true;
        }

        file.Open(cursor.Path, cursor.Position, cursor.FileLength);
        open = cursor;
        if (cursor.IsFollowed && !HasGrown(cursor))
        {
            Close();
            return false;
        }

        Seek(cursor);
        return true;
    }

    private bool HasGrown(TextCursor cursor)
    {
        var length = file.Length;
        if (length < Math.Max(cursor.Position, cursor.SeenLength))
        {
            throw new ConnectorException(
                $"Input file '{cursor.Path}' is followed and has become shorter: {length} bytes, after {Math.Max(cursor.Position, cursor.SeenLength)} had been seen. Files that are followed may only grow; add a new file instead of starting one afresh.");
        }

        return length > cursor.SeenLength;
    }

    /// <summary>Goes to the first line that starts at the cursor or, at a range's start, behind it.</summary>
    private void Seek(TextCursor cursor)
    {
        if (!cursor.StartsInsideLine)
        {
            file.Seek(cursor.Position);
            return;
        }

        file.Seek(cursor.Position - 1);
        file.SkipLine();
        cursor.Position = file.Position;
    }

    private void Close()
    {
        file.Close();
        open = null;
    }

    private static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> line) =>
        line.StartsWith(ByteOrderMark) ? line[ByteOrderMark.Length..] : line;
}
