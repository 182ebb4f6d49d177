namespace Weir.Simulation.World;

/// <summary>Virtual time: what is to happen, in order; ties in the order in which they were planned.</summary>
internal sealed class Scheduler
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _planned = new();
    private long _order;

    public TimeSpan Now { get; private set; }

    public long Steps { get; private set; }

    public DateTimeOffset Clock => DateTimeOffset.UnixEpoch + Now;

    public void At(TimeSpan time, Action action) => _planned.Enqueue(action, (time < Now ? Now : time, _order++));

    public void After(TimeSpan delay, Action action) => At(Now + delay, action);

    public bool RunNext()
    {
        if (!_planned.TryDequeue(out var action, out var priority))
        {
            return false;
        }

        Now = priority.At;
        Steps++;
        action();
        return true;
    }
}
