using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Host.Rest.Events;

/// <summary>Watches all jobs that are not over. Of one that can't be watched yet, its state is told whenever a look shows another.</summary>
/// <param name="leader">Is asked which jobs there are.</param>
/// <param name="findJob">The job of an id; null: there is none at present.</param>
/// <param name="time">The clock.</param>
/// <param name="tell">Is told what happens.</param>
/// <param name="report">Is told why a job can't be watched, once for each.</param>
internal sealed class JobWatch(
    LeaderQuestions leader, Func<string, Task<JobHandle?>> findJob, TimeProvider time, Action<FeedEvent> tell, Action<string> report) : IDisposable
{
    /// <summary>Whoever was asked may be gone with the question: it is asked anew.</summary>
    private static readonly TimeSpan FindingPatience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, WatchedJob> _watched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Task<Found> Job, long Since)> _sought = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobState> _states = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private bool _hasLooked;

    /// <summary>Watches what is new.</summary>
    /// <param name="patience">For how long jobs are sought; those that are not found by then are looked for the next time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task LookAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        JobsInspection jobs;
        try
        {
            jobs = await leader.AskAsync<JobsInspection>(InspectJobs.Instance, cancellationToken);
        }
        catch (RestFailure)
        {
            // There is no leader at present; jobs that are watched already are watched on.
            return;
        }

        JobStatus[] others = [.. jobs.Jobs.Select(line => line.Status).Where(job => !_watched.ContainsKey(job.JobId))];
        foreach (var job in others)
        {
            Note(job);
        }

        _hasLooked = true;
        Task<Found>[] running = [.. others.Where(job => !Wording.IsOver(job.State)).Select(job => Seek(job.JobId))];
        using var limit = new CancellationTokenSource(patience, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            // Each as soon as it is found: what happens before is not heard.
            await foreach (var found in Task.WhenEach(running).WithCancellation(ends.Token))
            {
                Take(await found);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Those are looked for the next time.
        }
    }

    public void Dispose()
    {
        foreach (var job in _watched.Values)
        {
            job.Dispose();
        }
    }

    private void Note(JobStatus job)
    {
        var isKnown = _states.TryGetValue(job.JobId, out var before);
        _states[job.JobId] = job.State;
        if (_hasLooked && (!isKnown || before != job.State))
        {
            tell(JobEvents.State(job.JobId, job.JobName, job.State, time.GetUtcNow()));
        }
    }

    private Task<Found> Seek(string id)
    {
        if (!_sought.TryGetValue(id, out var sought) || time.GetElapsedTime(sought.Since) > FindingPatience)
        {
            sought = (FindAsync(id), time.GetTimestamp());
            _sought[id] = sought;
        }

        return sought.Job;
    }

    private async Task<Found> FindAsync(string id)
    {
        try
        {
            return new Found(id, await findJob(id), Problem: null);
        }
        catch (Exception problem)
        {
            // The others are watched all the same, and this one is sought again.
            return new Found(id, Job: null, problem);
        }
    }

    private void Take(Found found)
    {
        _sought.Remove(found.JobId);
        if (found.Job is { } job)
        {
            var watched = new WatchedJob(job.Client, tell, time);

            // What has become of it since it was looked at was told to nobody.
            Note(job.Client.Status);
            if (Wording.IsOver(job.Client.Status.State))
            {
                watched.Dispose();
                return;
            }

            _watched[found.JobId] = watched;
        }
        else if (found.Problem is { } problem && _reported.Add(found.JobId))
        {
            report($"Job {found.JobId} can't be watched at present for those who listen to events; it is tried again: {problem.Message}");
        }
    }

    private sealed record Found(string JobId, JobHandle? Job, Exception? Problem);

    private sealed class WatchedJob : IDisposable
    {
        private readonly JobClient _job;
        private readonly Action<FeedEvent> _tell;
        private readonly TimeProvider _time;

        public WatchedJob(JobClient job, Action<FeedEvent> tell, TimeProvider time)
        {
            _job = job;
            _tell = tell;
            _time = time;
            job.News += Hear;
        }

        public void Dispose() => _job.News -= Hear;

        private void Hear(JobNews news)
        {
            if (JobEvents.Of(news, _job.Status.JobName, _time.GetUtcNow()) is { } happened)
            {
                _tell(happened);
            }
        }
    }
}
