namespace Weir.Operators.Sources;

/// <summary>A part of a text file, and how far it has been read. It has the lines whose first byte lies in its range.</summary>
/// <param name="Path">The file.</param>
/// <param name="FileLength">What the file was long when it was found, in bytes: nothing behind it is read; <see cref="long.MaxValue"/> for a followed file.</param>
/// <param name="RangeStart">The range's first byte.</param>
/// <param name="RangeEnd">The byte behind the range.</param>
/// <param name="Passes">How many times the range is still to be read, the present time included.</param>
/// <param name="Position">Where the next line starts; when equal to <paramref name="RangeStart"/>, it starts there or is the first one to start behind it.</param>
/// <param name="Line">Number of the next line, from 1; 0 when it isn't known.</param>
public sealed record TextSplit(
    string Path, long FileLength, long RangeStart, long RangeEnd, int Passes, long Position, long Line)
{
    internal bool IsFollowed => FileLength == long.MaxValue;

    internal static TextSplit Whole(string path, long fileLength) => new(path, fileLength, 0, fileLength, 1, 0, 1);
}
