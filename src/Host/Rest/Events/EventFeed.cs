using Weir.Actors.Clients;

namespace Weir.Host.Rest.Events;

/// <summary>
/// What happens to jobs and their checkpoints, for those who listen. While somebody does, and not otherwise, it watches the jobs that there
/// are, and looks every second whether there are others.
/// </summary>
/// <param name="leader">Is asked which jobs there are.</param>
/// <param name="findJob">The job of an id; null: there is none.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Is told what is wrong here; those who listen are let go then.</param>
internal sealed class EventFeed(LeaderQuestions leader, Func<string, Task<JobHandle?>> findJob, TimeProvider time, Action<string> report) : IAsyncDisposable
{
    /// <summary>More are refused.</summary>
    public const int MostListeners = 100;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<EventListener> _listeners = [];
    private readonly CancellationTokenSource _closing = new();
    private Task _watching = Task.CompletedTask;
    private bool _isWatching;

    /// <summary>End it with <see cref="Leave"/>.</summary>
    /// <exception cref="RestFailure">There are too many.</exception>
    public EventListener Listen(string? jobId)
    {
        var listener = new EventListener(jobId);
        lock (_gate)
        {
            if (_listeners.Count >= MostListeners || _closing.IsCancellationRequested)
            {
                throw new RestFailure(StatusCodes.Status429TooManyRequests, $"{_listeners.Count} listen to the events of this node, which is the most that may; ask another node, or again later.");
            }

            _listeners.Add(listener);
            if (!_isWatching)
            {
                _isWatching = true;
                _watching = WatchAsync(_watching);
            }
        }

        return listener;
    }

    public void Leave(EventListener listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
        }
    }

    /// <summary>Tells all who want to hear it; who can't keep up hears nothing more.</summary>
    public void Tell(FeedEvent happened)
    {
        lock (_gate)
        {
            _listeners.RemoveWhere(listener => !listener.Tell(happened));
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closing.Cancel();
            EndAll();
        }

        await _watching;
        _closing.Dispose();
    }

    private void EndAll()
    {
        foreach (var listener in _listeners)
        {
            listener.End();
        }

        _listeners.Clear();
    }

    /// <param name="former">Has nothing more to do, but may still be letting go of its jobs: nobody is to hear twice.</param>
    private async Task WatchAsync(Task former)
    {
        await former.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await WatchAsync();
        }
        catch (Exception error)
        {
            report($"Watching jobs for those who listen to events failed: {error}");
            lock (_gate)
            {
                EndAll();
                _isWatching = false;
            }
        }
    }

    private async Task WatchAsync()
    {
        using var jobs = new JobWatch(leader, findJob, time, Tell, report);
        try
        {
            while (GoesOn())
            {
                await jobs.LookAsync(LookEvery, _closing.Token);
                await Task.Delay(LookEvery, time, _closing.Token);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    private bool GoesOn()
    {
        lock (_gate)
        {
            _isWatching = _listeners.Count > 0;
            return _isWatching;
        }
    }
}
