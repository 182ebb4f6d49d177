namespace Weir.Simulation.World;

/// <summary>What happened, the last few hundred lines of it; printed when a run fails.</summary>
internal sealed class Trace(Scheduler scheduler, int capacity)
{
    private readonly Queue<string> _lines = new();
    private Trace? _next;

    public void Add(Func<string> line)
    {
        if (capacity == 0)
        {
            return;
        }

        if (_lines.Count == capacity)
        {
            _lines.Dequeue();
        }

        _lines.Enqueue($"{scheduler.Now.TotalMilliseconds,10:0.00} {line()}");
    }

    /// <summary>What follows is told by another one.</summary>
    public void Continue(Trace next) => _next = next;

    public override string ToString() => string.Join(Environment.NewLine, _lines) + (_next is null ? "" : $"{Environment.NewLine}{_next}");
}
