namespace Weir.Actors.JobMasters;

/// <summary>The time of one leader. Thread-safe.</summary>
/// <param name="epoch">Its epoch.</param>
/// <param name="node">Its node.</param>
/// <param name="since">When it took its epoch.</param>
internal sealed class LeaderTerm(long epoch, string node, DateTimeOffset since)
{
    private long _lastSignTicks;

    public long Epoch => epoch;

    public string Node => node;

    public DateTimeOffset Since => since;

    /// <summary>From the last sign of life of the leader before it to its own beginning; null: not known.</summary>
    public TimeSpan? SinceLost =>
        Interlocked.Read(ref _lastSignTicks) is var ticks and > 0 && new DateTimeOffset(ticks, TimeSpan.Zero) is var sign && sign < since ? since - sign : null;

    /// <summary>Somebody has heard of the leader before it at that time; the latest counts.</summary>
    public void NoteSignOfFormer(DateTimeOffset at)
    {
        long ticks = at.UtcTicks;
        long known = Interlocked.Read(ref _lastSignTicks);
        while (ticks > known)
        {
            long found = Interlocked.CompareExchange(ref _lastSignTicks, ticks, known);
            if (found == known)
            {
                return;
            }

            known = found;
        }
    }
}
