using System.Diagnostics;

namespace Weir.Actors.Subtasks;

/// <summary>
/// Adds up the time in which at least one of several conditions held. Begun and ended on one thread; read on any, where
/// it may be a step behind.
/// </summary>
internal sealed class TimeAccount
{
    private int _holders;
    private long _total;
    private long _since;

    public TimeSpan Total
    {
        get
        {
            long since = Volatile.Read(ref _since);
            long running = since == 0 ? 0 : Math.Max(0, Stopwatch.GetTimestamp() - since);
            return Stopwatch.GetElapsedTime(0, Volatile.Read(ref _total) + running);
        }
    }

    public void Begin()
    {
        if (_holders++ == 0)
        {
            Volatile.Write(ref _since, Stopwatch.GetTimestamp());
        }
    }

    public void End()
    {
        if (--_holders == 0)
        {
            long running = Stopwatch.GetTimestamp() - _since;
            Volatile.Write(ref _since, 0);
            Volatile.Write(ref _total, _total + running);
        }
    }
}
