using System.Diagnostics;

namespace Weir.Actors.Subtasks;

/// <summary>
/// How many records a chain processes at a stretch: many when they are quick, few when they are slow, so that it looks up
/// often enough to see a barrier that overtakes, and gives what waits in its mailbox a turn.
/// </summary>
internal sealed class SlicePace
{
    private const int MostRecords = 1024;
    private const int FirstRecords = 64;

    private static readonly long LongSlice = Stopwatch.Frequency / 1000 * 5;
    private static readonly long ShortSlice = Stopwatch.Frequency / 1000;
    private static readonly long Turn = Stopwatch.Frequency / 1000 * 20;

    private long _turnBegan = Stopwatch.GetTimestamp();

    /// <summary>For the next slice, at most.</summary>
    public int Records { get; private set; } = FirstRecords;

    /// <summary>A slice has been processed.</summary>
    /// <returns>Whether it is time for others to have their turn.</returns>
    public bool Processed(int count, long started, long ended)
    {
        long took = ended - started;
        if (took > LongSlice)
        {
            Records = (int)Math.Max(1, count * LongSlice / took);
        }
        else if (took < ShortSlice && count == Records)
        {
            Records = Math.Min(MostRecords, Records * 2);
        }

        if (ended - _turnBegan < Turn)
        {
            return false;
        }

        _turnBegan = ended;
        return true;
    }
}
