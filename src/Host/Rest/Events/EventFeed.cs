using Weir.Actors.Clients;

namespace Weir.Host.Rest.Events;

/// <summary>
/// What happens to jobs and their checkpoints, for those who listen. While somebody does, and for a while after that, it watches the jobs that
/// there are, and looks every second whether there are others. Who comes back within that while hears what it has missed.
/// </summary>
/// <param name="leader">Is asked which jobs there are.</param>
/// <param name="findJob">The job of an id; null: there is none.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Is told what is wrong here; those who listen are let go then.</param>
internal sealed class EventFeed(LeaderQuestions leader, Func<string, Task<JobHandle?>> findJob, TimeProvider time, Action<string> report) : IAsyncDisposable
{
    /// <summary>More are refused.</summary>
    public const int MostListeners = 100;

    /// <summary>How long it goes on when nobody listens any more.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<EventListener> _listeners = [];
    private readonly CancellationTokenSource _closing = new();
    private Task _watching = Task.CompletedTask;
    private EventMemory _memory = NewMemory();
    private bool _isWatching;
    private long _lastLeft = time.GetTimestamp();

    /// <summary>End it with <see cref="Leave"/>.</summary>
    /// <param name="jobId">The job whose events are wanted; null: those of all.</param>
    /// <param name="lastId">The id of the last event that this one has heard; null: it has heard none.</param>
    /// <exception cref="RestFailure">There are too many.</exception>
    public EventListener Listen(string? jobId, string? lastId = null)
    {
        lock (_gate)
        {
            if (_listeners.Count >= MostListeners || _closing.IsCancellationRequested)
            {
                throw new RestFailure(StatusCodes.Status429TooManyRequests, $"{_listeners.Count} listen to the events of this node, which is the most that may; ask another node, or again later.");
            }

            if (!_isWatching)
            {
                // What has happened meanwhile nobody knows.
                _memory = NewMemory();
                _isWatching = true;
                _watching = WatchAsync(_watching);
            }

            var listener = new EventListener(jobId, _memory.LatestId, lastId is null ? null : _memory.Behind(lastId));
            _listeners.Add(listener);
            return listener;
        }
    }

    public void Leave(EventListener listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
            _lastLeft = time.GetTimestamp();
        }
    }

    /// <summary>Tells all who want to hear it; who can't keep up hears nothing more.</summary>
    public void Tell(FeedEvent happened)
    {
        lock (_gate)
        {
            var numbered = _memory.Add(happened);
            if (_listeners.RemoveWhere(listener => !listener.Tell(numbered)) > 0)
            {
                _lastLeft = time.GetTimestamp();
            }
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

    private static EventMemory NewMemory() => new(Guid.NewGuid().ToString("N")[..12]);

    private bool GoesOn()
    {
        lock (_gate)
        {
            _isWatching = _listeners.Count > 0 || time.GetElapsedTime(_lastLeft) < Patience;
            return _isWatching;
        }
    }
}
