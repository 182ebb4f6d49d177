namespace Weir.JournalTests.Simulated;

/// <summary>Lets one step of one node happen at a time, in an order that a seed gives.</summary>
internal sealed class Steps(Random random)
{
    private readonly List<(int Node, TaskCompletionSource Go)> _waiting = [];

    public int Count { get; private set; }

    public Task NextAsync(int node)
    {
        // What follows the step runs inside SetResult, so one node's code is done when the next one's begins.
        var go = new TaskCompletionSource();
        _waiting.Add((node, go));
        return go.Task;
    }

    /// <returns>False when nobody waits for a step.</returns>
    public bool TryOne()
    {
        if (_waiting.Count == 0)
        {
            return false;
        }

        Count++;
        var chosen = random.Next(_waiting.Count);
        var go = _waiting[chosen].Go;
        _waiting.RemoveAt(chosen);
        go.SetResult();
        return true;
    }

    /// <summary>The node never gets further.</summary>
    public void Kill(int node) => _waiting.RemoveAll(each => each.Node == node);
}
