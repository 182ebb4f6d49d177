namespace Weir.Operators.Sources;

/// <summary>
/// Indexes that one reader generates: those from <paramref name="Next"/> to <paramref name="BlockEnd"/>, then a block as long each time
/// <paramref name="Stride"/> further on, up to <paramref name="End"/>.
/// Splits take turns block by block, so that all readers advance through the indexes together.
/// </summary>
/// <param name="Next">Index of the next record.</param>
/// <param name="BlockEnd">Index behind the present block.</param>
/// <param name="Stride">From the start of one block to that of the next.</param>
/// <param name="End">Index behind the last record; <see cref="long.MaxValue"/> when there is none.</param>
/// <param name="Lanes">Into how many equal splits the reader may divide it, so that a restore at a higher parallelism has some for all.</param>
/// <param name="RecordsPerSecond">This split's part of the rate; 0 for as fast as possible.</param>
public sealed record GeneratorSplit(long Next, long BlockEnd, long Stride, long End, int Lanes, double RecordsPerSecond)
{
    /// <summary>Records per block, a multiple of a batch.</summary>
    internal const int BlockLength = 4096;
}
