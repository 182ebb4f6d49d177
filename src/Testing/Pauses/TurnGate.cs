using Akka.Dispatch;

namespace Weir.Testing.Pauses;

/// <summary>What the turns of a node's actors go through: while it is shut none begins.</summary>
internal sealed class TurnGate
{
    private readonly Lock _lock = new();
    private readonly Queue<IRunnable> _held = new();
    private int _running;
    private TaskCompletionSource? _standsStill;

    /// <summary>Whether turns are held back.</summary>
    public bool IsShut
    {
        get
        {
            lock (_lock)
            {
                return _standsStill is not null;
            }
        }
    }

    /// <summary>Runs a turn on the thread pool, or once the gate is open.</summary>
    public void Run(IRunnable turn) => ThreadPool.UnsafeQueueUserWorkItem(new Passage(this, turn), preferLocal: false);

    /// <summary>Holds back every turn from now on. Ends when those that are under way have ended.</summary>
    public Task ShutAsync()
    {
        lock (_lock)
        {
            if (_standsStill is null)
            {
                _standsStill = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                EndWhenNothingRuns();
            }

            return _standsStill.Task;
        }
    }

    /// <summary>Lets go what was held back, in its order.</summary>
    public void Open()
    {
        IRunnable[] held;
        lock (_lock)
        {
            // Whoever still waits for the node to stand still would wait for ever.
            _standsStill?.TrySetCanceled();
            _standsStill = null;
            held = [.. _held];
            _held.Clear();
        }

        foreach (IRunnable turn in held)
        {
            Run(turn);
        }
    }

    private bool TryEnter(IRunnable turn)
    {
        lock (_lock)
        {
            if (_standsStill is null)
            {
                _running++;
                return true;
            }

            _held.Enqueue(turn);
            return false;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _running--;
            EndWhenNothingRuns();
        }
    }

    private void EndWhenNothingRuns()
    {
        if (_running == 0)
        {
            _standsStill?.TrySetResult();
        }
    }

    private sealed class Passage(TurnGate gate, IRunnable turn) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            if (!gate.TryEnter(turn))
            {
                return;
            }

            try
            {
                turn.Run();
            }
            finally
            {
                gate.Leave();
            }
        }
    }
}
