namespace Weir.Operators.Sources;

/// <summary>A part of a split that cannot be divided further, and how far it has been generated.</summary>
internal sealed class GeneratorLane(GeneratorSplit split)
{
    private long next = split.Next;
    private long blockEnd = split.BlockEnd;

    public long Next => next;

    public double RecordsPerSecond => split.RecordsPerSecond;

    public bool IsFinished => next >= split.End;

    /// <summary>Records that come next without a gap.</summary>
    public long RunLength => Math.Min(blockEnd, split.End) - next;

    public void Advance(int generated)
    {
        next += generated;
        if (next < blockEnd)
        {
            return;
        }

        // Written so that an end of long.MaxValue does not overflow.
        var gap = split.Stride - GeneratorSplit.BlockLength;
        if (next >= split.End - gap)
        {
            next = split.End;
            return;
        }

        next += gap;
        blockEnd = next + Math.Min(GeneratorSplit.BlockLength, split.End - next);
    }

    public GeneratorSplit ToSplit() => split with { Next = next, BlockEnd = blockEnd, Lanes = 1 };

    /// <summary>The lanes of a split: each has every n-th of its blocks.</summary>
    public static IEnumerable<GeneratorLane> Divide(GeneratorSplit split)
    {
        for (var i = 0; i < split.Lanes; i++)
        {
            var shift = i * split.Stride;
            if (split.Next >= split.End - shift)
            {
                yield break;
            }

            yield return new GeneratorLane(split with
            {
                Next = split.Next + shift,
                BlockEnd = Math.Min(split.BlockEnd, split.End - shift) + shift,
                Stride = split.Stride * split.Lanes,
                Lanes = 1,
                RecordsPerSecond = split.RecordsPerSecond / split.Lanes,
            });
        }
    }
}
