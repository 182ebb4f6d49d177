namespace Weir.Operators.Sources;

/// <summary>How far a reader has come in a split.</summary>
internal sealed class TextCursor(TextSplit split)
{
    public string Path => split.Path;

    public bool IsFollowed => split.IsFollowed;

    public long FileLength => split.FileLength;

    public long RangeEnd => split.RangeEnd;

    public long Position { get; set; } = split.Position;

    /// <summary>Number of the next line, 0 when unknown.</summary>
    public long Line { get; set; } = split.Line;

    public int Passes { get; private set; } = split.Passes;

    /// <summary>What a followed file was long when its end was last reached, so that it isn't read again in vain.</summary>
    public long SeenLength { get; set; } = -1;

    /// <summary>True when the line that the range begins with may belong to the range before.</summary>
    public bool StartsInsideLine => Position == split.RangeStart && split.RangeStart > 0;

    /// <summary>Goes back to the range's start if it is to be read once more.</summary>
    public bool TryBeginNextPass()
    {
        if (Passes <= 1)
        {
            return false;
        }

        Passes--;
        Position = split.RangeStart;
        Line = split.RangeStart == 0 ? 1 : 0;
        return true;
    }

    public TextSplit ToSplit() => split with { Position = Position, Line = Line, Passes = Passes };
}
