using Weir.Operators.Connectors;

namespace Weir.Actors.Connectors;

/// <summary>The end of a running stream that belongs to a subtask: how the subtask ends it, and when it has ended.</summary>
internal sealed class StreamEnd
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Action? _cancel;
    private bool _isCancelled;

    /// <summary>The stage at this end has stopped.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Why it has stopped although nobody of the subtask asked it to; null when all is well.</summary>
    public Exception? Problem { get; private set; }

    /// <summary>Asks the stage to stop, and with it the stream.</summary>
    public void Cancel()
    {
        Action? cancel;
        lock (_gate)
        {
            _isCancelled = true;
            cancel = _cancel;
        }

        cancel?.Invoke();
    }

    /// <summary>The stage has started.</summary>
    /// <param name="cancel">Stops it; called on any thread.</param>
    public void Started(Action cancel)
    {
        bool isCancelled;
        lock (_gate)
        {
            _cancel = cancel;
            isCancelled = _isCancelled;
        }

        if (isCancelled)
        {
            cancel();
        }
    }

    /// <summary>What is downstream wants no more. The first reason counts, and none after <see cref="Cancel"/>.</summary>
    public void DownstreamEnded(Exception? cause)
    {
        lock (_gate)
        {
            if (!_isCancelled)
            {
                Problem ??= cause ?? new ConnectorException("it was stopped, as when its actor system terminates.");
            }
        }
    }

    public void HasStopped() => _stopped.TrySetResult();
}
