using System.Runtime.CompilerServices;
using Weir.Operators.Functions;

namespace Weir.Operators.Connectors;

/// <summary>Takes the records that a reader emits during one call of <see cref="ISplitReader{T, TSplit}.Read"/>.</summary>
public sealed class SourceOutput<T>
{
    private PositionMark[] marks = [];
    private int markCount;
    private long sentAtStart;

    internal SourceOutput(Collector<T> records) => Records = records;

    /// <summary>Takes the records; for a function that emits any number of them. When it is full it sends them on by itself.</summary>
    public Collector<T> Records { get; }

    /// <summary>True when a batch has been emitted during this call, so that <see cref="ISplitReader{T, TSplit}.Read"/> should return.</summary>
    public bool IsFull => Records.Sent != sentAtStart;

    /// <summary>Whether someone will ask for the place of a record in the input: when not, <see cref="MarkPosition"/> does nothing.</summary>
    public bool TracksPositions { get; internal set; }

    /// <summary>Emits a record without event time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T record) => Records.Add(record);

    /// <summary>Emits a record with its event time in milliseconds since 1970-01-01 UTC.</summary>
    public void Add(T record, long timestamp) => Records.Add(record, timestamp);

    /// <summary>The free rest of the present batch, never empty, to be filled directly and then confirmed with <see cref="Advance"/>.</summary>
    public Span<T> GetSpan() => Records.GetSpan();

    /// <summary>Emits the first <paramref name="count"/> records of <see cref="GetSpan"/>.</summary>
    public void Advance(int count) => Records.Advance(count);

    /// <summary>Says where the records that follow stand in the input, so that an error can name the place.</summary>
    /// <param name="resource">The file, topic, …</param>
    /// <param name="line">Line, from 1; 0 when there are none.</param>
    /// <param name="offset">Bytes, or records, from the start of the resource.</param>
    public void MarkPosition(string resource, long line, long offset)
    {
        if (!TracksPositions)
        {
            return;
        }

        if (markCount == marks.Length)
        {
            Records.TrackOrigins();
            Array.Resize(ref marks, Math.Max(256, marks.Length * 2));
        }

        marks[markCount] = new PositionMark(resource, line, offset);
        Records.SetOrigin(markCount++);
    }

    /// <summary>Begins a call of Read.</summary>
    internal void Begin()
    {
        sentAtStart = Records.Sent;
        if (markCount > 0)
        {
            // Only the last one can still be in force.
            marks[0] = marks[markCount - 1];
            markCount = 1;
            Records.SetOrigin(0);
        }
    }

    /// <summary>The place of a record by the origin that it carries, or null when it is not known.</summary>
    internal string? DescribePosition(int origin) => (uint)origin < (uint)markCount ? marks[origin].ToString() : null;

    /// <summary>The place that was marked last, or null.</summary>
    internal string? DescribeLastPosition() => DescribePosition(markCount - 1);
}
