using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

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
            if (_listeners.Count == 1)
            {
                // One that is about to end sees that it is needed again, or has ended before this one begins.
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

    private async Task WatchAsync(Task former)
    {
        await former;
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
            }
        }
    }

    private async Task WatchAsync()
    {
        var watched = new Dictionary<string, WatchedJob?>(StringComparer.Ordinal);
        var hasLooked = false;
        try
        {
            while (IsNeeded())
            {
                hasLooked |= await LookAsync(watched, tellsOfNew: hasLooked);
                await Task.Delay(LookEvery, time, _closing.Token);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The server ends.
        }
        finally
        {
            foreach (var job in watched.Values)
            {
                job?.Dispose();
            }
        }
    }

    private bool IsNeeded()
    {
        lock (_gate)
        {
            return _listeners.Count > 0;
        }
    }

    /// <summary>Watches what is new.</summary>
    /// <returns>Whether there was an answer.</returns>
    private async Task<bool> LookAsync(Dictionary<string, WatchedJob?> watched, bool tellsOfNew)
    {
        try
        {
            var jobs = await leader.AskAsync<JobsInspection>(InspectJobs.Instance, _closing.Token);
            foreach (var job in jobs.Jobs.Select(line => line.Status).Where(job => !watched.ContainsKey(job.JobId)))
            {
                if (tellsOfNew)
                {
                    Tell(JobEvents.State(job.JobId, job.JobName, job.State, time.GetUtcNow()));
                }

                watched[job.JobId] = Wording.IsOver(job.State) ? null
                    : await findJob(job.JobId).WaitAsync(LookEvery, time, _closing.Token) is { } found ? new WatchedJob(found.Client, this, time)
                    : null;
            }

            return true;
        }
        catch (Exception absent) when (absent is RestFailure or TimeoutException)
        {
            // There is no leader at present; jobs that are watched already are watched on.
            return false;
        }
    }

    private sealed class WatchedJob : IDisposable
    {
        private readonly JobClient _job;
        private readonly EventFeed _feed;
        private readonly TimeProvider _time;

        public WatchedJob(JobClient job, EventFeed feed, TimeProvider time)
        {
            _job = job;
            _feed = feed;
            _time = time;
            job.News += Hear;
        }

        public void Dispose() => _job.News -= Hear;

        private void Hear(JobNews news)
        {
            if (JobEvents.Of(news, _job.Status.JobName, _time.GetUtcNow()) is { } happened)
            {
                _feed.Tell(happened);
            }
        }
    }
}
