namespace Akka.Dispatch;

/// <summary>A fixed number of threads of one dispatcher. They start with the first work and end with the shutdown.</summary>
internal sealed class DedicatedThreads : ExecutorService
{
    private readonly Queue<IRunnable> _work = new();
    private readonly int _maximum;
    private int _started;
    private int _idle;
    private bool _stopped;

    public DedicatedThreads(string id, int maximum)
        : base(id) => _maximum = maximum;

    public override void Execute(IRunnable run)
    {
        lock (_work)
        {
            if (_stopped)
                throw new RejectedExecutionException($"The dispatcher {Id} was shut down: it takes no more work.");
            _work.Enqueue(run);
            if (_idle > 0)
                Monitor.Pulse(_work);
            else if (_started < _maximum)
                StartThread();
        }
    }

    public override void Shutdown()
    {
        lock (_work)
        {
            _stopped = true;
            Monitor.PulseAll(_work);
        }
    }

    private void StartThread()
    {
        var thread = new Thread(Work) { IsBackground = true, Name = $"{Id}_{++_started}" };
        thread.Start();
    }

    private void Work()
    {
        while (Take() is { } work)
            work.Run();
    }

    /// <returns>Null once the pool was shut down and its work is done.</returns>
    private IRunnable Take()
    {
        lock (_work)
        {
            while (true)
            {
                if (_work.TryDequeue(out var work))
                    return work;
                if (_stopped)
                    return null;
                _idle++;
                Monitor.Wait(_work);
                _idle--;
            }
        }
    }
}
