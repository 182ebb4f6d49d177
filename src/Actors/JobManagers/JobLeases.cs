namespace Weir.Actors.JobManagers;

/// <summary>What a leader holds of a job; all of it is given up, once.</summary>
/// <param name="graph">Its graph on this node.</param>
/// <param name="locks">What keeps others off it.</param>
internal sealed class JobLeases(IDisposable graph, params IDisposable[] locks) : IDisposable
{
    private IDisposable? _graph = graph;
    private IDisposable[]? _locks = locks;

    /// <summary>The job has another graph from now on.</summary>
    public void Change(IDisposable newGraph) => Interlocked.Exchange(ref _graph, newGraph)?.Dispose();

    public void Dispose()
    {
        Interlocked.Exchange(ref _graph, null)?.Dispose();
        foreach (IDisposable held in Interlocked.Exchange(ref _locks, null) ?? [])
        {
            held.Dispose();
        }
    }
}
