namespace Weir.Spec.Connectors;

/// <summary>A counter that tells when it has reached a number.</summary>
internal sealed class SignalledCounter
{
    private readonly Lock _gate = new();
    private readonly List<(int At, TaskCompletionSource Signal)> _signals = [];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public int Increment()
    {
        lock (_gate)
        {
            _count++;
            foreach ((int at, TaskCompletionSource signal) in _signals)
            {
                if (at == _count)
                {
                    signal.SetResult();
                }
            }

            return _count;
        }
    }

    public Task WhenAsync(int count)
    {
        lock (_gate)
        {
            if (_count >= count)
            {
                return Task.CompletedTask;
            }

            var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _signals.Add((count, signal));
            return signal.Task;
        }
    }
}
