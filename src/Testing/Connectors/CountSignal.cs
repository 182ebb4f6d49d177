namespace Weir.Testing.Connectors;

/// <summary>A counter that tells when it has reached a number.</summary>
internal sealed class CountSignal
{
    private readonly Lock _gate = new();
    private readonly List<(long At, TaskCompletionSource Reached)> _waiting = [];
    private long _count;

    public long Count => Volatile.Read(ref _count);

    public void Add(long count)
    {
        lock (_gate)
        {
            Volatile.Write(ref _count, _count + count);
            for (int i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].At <= _count)
                {
                    _waiting[i].Reached.SetResult();
                    _waiting.RemoveAt(i);
                }
            }
        }
    }

    public Task WhenAsync(long count)
    {
        lock (_gate)
        {
            if (_count >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task;
        }
    }
}
